"""Every table that holds rows of tenants is known to exports and erasures."""

from __future__ import annotations

import pytest

from openbanking.portability.belongings import PATHS, belongings, rows_of
from openbanking.portability.contents import DOCUMENTS, LEFT_OUT, moved
from openbanking.portability.lines import VERIFIERS, columns_of
from openbanking.walls.tables import SHARED, WALLED, tables
from tests import factories
from tests.openbanking.admin.conftest import furnish

MODELS = list(belongings())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_rows_of_every_table_of_the_wall_are_known(model, alices):
    assert not rows_of(alices, model).filter(pk=None).exists()


def test_every_table_of_the_wall_is_among_them():
    labels = {each._meta.label for each in MODELS}
    assert labels >= WALLED.keys()
    narrowing = {"openbanking.ApiToken_tenants", "openbanking.ApiToken_accounts"}
    assert labels & SHARED.keys() == narrowing
    assert labels | SHARED.keys() >= {each._meta.label for each in tables()}
    assert PATHS.keys() <= labels


def test_every_table_is_moved_is_a_document_or_stays_for_a_reason():
    labels = [each._meta.label for each in moved()]
    assert sorted([*labels, *DOCUMENTS, *LEFT_OUT]) == sorted(each._meta.label for each in MODELS)


def test_rows_come_behind_those_they_refer_to():
    order = [each._meta.label for each in moved()]
    for before, behind in (
        ("Tenant", "Account"),
        ("PowensUser", "Connection"),
        ("Connection", "Account"),
        ("Account", "Transaction"),
        ("Holding", "HoldingReading"),
    ):
        assert order.index(f"openbanking.{before}") < order.index(f"openbanking.{behind}")


def test_no_column_that_opens_something_is_taken_along():
    for model in MODELS:
        if model._meta.label in LEFT_OUT:
            continue
        for column in columns_of(model):
            name = column.name
            assert not ({"password", "token", "secret"} & {name}) or model._meta.label in DOCUMENTS
    assert VERIFIERS


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_rows_of_another_family_are_not_taken_for_its_own(model, alice, bob):
    alices, bobs = factories.make_tenant("alices", alice), factories.make_tenant("bobs", bob)
    for tenant, user in ((alices, alice), (bobs, bob)):
        furnish(tenant, user)
    ours = set(rows_of(alices, model).values_list("pk", flat=True))
    theirs = set(rows_of(bobs, model).values_list("pk", flat=True))
    assert not ours & theirs
