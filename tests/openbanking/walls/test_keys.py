"""Data keys behind the wall: a web process finds those of its families, and no other."""

from __future__ import annotations

import pytest

from openbanking.models import Overview, TenantKey
from openbanking.models.keyring import keyring
from openbanking.walls.scope import seeing
from tests import factories
from tests.walls import as_web

IBAN = "FR7630006000011234567890189"


@pytest.fixture
def apart(alices, bobs, wall, connection):
    factories.make_account(connection, iban=IBAN)
    return alices


def test_keys_of_another_family_are_not_seen(apart):
    with as_web(), seeing([apart.pk]):
        assert {key.tenant_id for key in TenantKey.objects.all()} == {apart.pk}


def test_numbers_are_read(apart, as_alice, walled):
    keyring.forget()
    (found,) = as_alice.get("openbanking.accounts.list").json()["accounts"]
    assert found["iban"] == IBAN


def test_overviews_are_read(apart, alice, client, walled):
    kept = Overview.objects.create(
        tenant=apart,
        period=Overview.Period.MONTH,
        starts_on=factories.NOW.date(),
        ends_on=factories.NOW.date(),
        document="{}",
        summary="# Alice's",
    )
    client.force_login(alice)
    keyring.forget()
    assert client.get(f"/overviews/{kept.pk}.md").content == b"# Alice's"
