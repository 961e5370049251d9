"""What of a tenant is in its file, what of that another service takes over, and what stays here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet

from openbanking.models import Institution, SyncRun, Tenant, User
from openbanking.portability.belongings import belongings, installed, rows_of

# In the file for people to read; another service has a history and an audit of its own.
DOCUMENTS = frozenset({"openbanking.AuditEntry", "openbanking.AuditRecord", "admin.LogEntry"})
# Not in the file, and why.
LEFT_OUT: dict[str, str] = {
    "openbanking.TenantKey": "Secret. Another service makes keys of its own.",
    "openbanking.ApiToken_tenants": "Which tokens of this service are narrowed to it.",
    "openbanking.ApiToken_accounts": "Which tokens of this service are narrowed to its accounts.",
    "openbanking.User_works_for": "Who of the staff of this service works for it.",
    "openbanking.WebviewSession": "Ways back from Powens to this service, open for minutes.",
    "contracts.RememberedAnswer": "Answers that are given again for a day, to callers of this service.",
}
# What rows of a tenant refer to and is not its own: those that are referred to come along.
SHARED: tuple[type[Model], ...] = (User, Institution, SyncRun)
# Of people: no password, no right, no sign-in; of those who are no members, not even a name.
OF_PEOPLE = ("id", "username", "first_name", "last_name", "email", "language")
OF_OTHERS = ("id",)


def moved() -> list[type[Model]]:
    """Return the models whose rows another service takes over, those first that others refer to."""
    models = [
        each
        for each in belongings()
        if each._meta.label not in DOCUMENTS and each._meta.label not in LEFT_OUT
    ]
    ordered: list[type[Model]] = []
    while models:
        # Rows of one model may refer to each other, and two models to one another.
        free = [each for each in models if not _referred_by(each) & (set(models) - {each})]
        ordered += free or models[:1]
        models = [each for each in models if each not in ordered]
    return ordered


def documents() -> list[type[Model]]:
    """Return the models whose rows are in the file to be read alone."""
    return [installed(label) for label in sorted(DOCUMENTS)]


def shared_rows(tenant: Tenant) -> Iterator[tuple[str, QuerySet[Any], tuple[str, ...]]]:
    """Yield what is referred to: a name, the rows, and which columns of them are taken along."""
    referred = {model: _referred(tenant, model) for model in SHARED}
    members = set(tenant.members.values_list("pk", flat=True))
    people = User.objects.filter(pk__in=referred[User] | members)
    yield "members", people.filter(pk__in=members), OF_PEOPLE
    yield "others", people.exclude(pk__in=members), OF_OTHERS
    yield "institutions", Institution.objects.filter(pk__in=referred[Institution]), ()
    yield "runs", SyncRun.objects.filter(pk__in=referred[SyncRun]), ()


def _referred(tenant: Tenant, model: type[Model]) -> set[Any]:
    """Return the keys of rows of a shared model that rows of a tenant refer to."""
    found: set[Any] = set()
    for owner in moved():
        for field in owner._meta.concrete_fields:
            if field.is_relation and field.related_model is model:
                keys = rows_of(tenant, owner).order_by().values_list(field.attname, flat=True)
                found |= set(keys.distinct())
    return found - {None}


def _referred_by(model: type[Model]) -> set[Any]:
    return {each.related_model for each in model._meta.concrete_fields if each.is_relation}
