"""Families with a row in every table, and what of them is left anywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models

from contracts.models import CallCount, RememberedAnswer
from openbanking.models import ConsentWarning, Tenant, User
from openbanking.walls.tables import tables
from tests import factories
from tests.openbanking.admin.conftest import furnish


def furnished(slug: str, user: User) -> Tenant:
    """Make a family that has a row of everything."""
    tenant = factories.make_tenant(slug, user)
    account = furnish(tenant, user)
    account.iban = f"FR76300060000112345678{len(slug):05}"
    account.save()
    factories.make_transaction(account, "-0.000000000000000001", wording="CARTE 12/02 Boulangerie")
    factories.make_audit_record(tenant, user, account=str(account.pk))
    ConsentWarning.objects.create(connection=account.connection, consent_ends_at=factories.NOW, days=7)
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(account),
        object_id=str(account.pk),
        object_repr=str(account),
        action_flag=CHANGE,
    )
    RememberedAnswer.objects.create(
        caller=str(user.pk), operation="a.b.c/1", key="one", digest=slug, started_at=factories.NOW
    )
    CallCount.objects.create(bucket=f"a.b.c/1 tenant {tenant.pk}", minute=factories.NOW)
    user.works_for.add(tenant)
    return tenant


@pytest.fixture
def alices(alice: User) -> Tenant:
    return furnished("alices", alice)


@pytest.fixture
def bobs(bob: User) -> Tenant:
    return furnished("bobs", bob)


@pytest.fixture
def mentions(db: None) -> Callable[..., set[str]]:
    """Return in which columns of any table a text stands."""

    def mentions(*texts: str) -> set[str]:
        wanted = {form for text in texts for form in (text, text.replace("-", ""))}
        found = set()
        for model in tables():
            for row in model._base_manager.values():
                for name, value in row.items():
                    if any(each in str(value) for each in wanted):
                        found.add(f"{model._meta.label}.{name}")
        return found

    return mentions


def rows_by_table() -> dict[type[models.Model], int]:
    """Count the rows of every table."""
    return {model: model._base_manager.count() for model in tables()}
