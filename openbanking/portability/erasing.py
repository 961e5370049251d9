"""Erasing a tenant: everything that is its own, proven to be gone before it is so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Model

from contracts import remembered_of
from openbanking.access.audit import record_tool
from openbanking.jobs.forgetting import forget_jobs_of
from openbanking.linking.forgetting import forget_at_powens
from openbanking.models import ApiToken, Membership, PowensUser, Tenant
from openbanking.models.keyring import destroy_keys
from openbanking.portability.belongings import belongings, rows_of
from openbanking.portability.contents import moved
from openbanking.portability.people import People, alone_in, part_with
from openbanking.sync import lock_users
from openbanking.trail.erasing import erase as erase_records

RECORDS = "openbanking.AuditRecord"


class NotErased(Exception):
    """Nothing was erased; the message says what would have been left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How much is gone."""

    rows: int
    records: int
    people: int


def forget_users(tenant: Tenant, *, now: datetime) -> int:
    """Make Powens forget every user of a tenant, those that were unlinked too; return how many.

    Raises NotForgotten; those before it are forgotten then, and are gone when it is tried again.
    """
    users = PowensUser.objects.filter(tenant=tenant).select_related("application")
    for user in users:
        forget_at_powens(user, now=now)
    return len(users)


def erase(tenant: Tenant, *, people: People) -> Erased:
    """Erase everything that is a tenant's, or nothing. Banks, runs and rates are everybody's, and stay.

    What the audit says of it is emptied, and an erasure is on record that names nobody. Raises
    NotErased where something would be left, and while its banks are synced.
    """
    users = PowensUser.objects.filter(tenant=tenant)
    with lock_users(users.values_list("pk", flat=True)) as taken:
        if not taken:
            raise NotErased("It is being synced, so nothing was erased. Try again in a minute.")
        return _erase(tenant, people)


def _erase(tenant: Tenant, people: People) -> Erased:
    with transaction.atomic():
        leaving = list(alone_in(tenant))
        rows = _forget_what_is_remembered(tenant)
        records = erase_records(str(tenant.pk))
        rows += _delete(tenant)
        for person in leaving:
            part_with(person, people)
        record_tool("erase_tenant", about=f"people: {people}")
        _prove_gone(tenant)
    parted = 0 if people is People.KEEP else len(leaving)
    return Erased(rows=rows, records=records, people=parted)


def _forget_what_is_remembered(tenant: Tenant) -> int:
    """Delete what is about rows of a tenant and finds them by their ids: as long as they are there."""
    # A run that is over with a user records it yet: whichever of the two comes later waits.
    users = PowensUser.objects.select_for_update().filter(tenant=tenant)
    rows = forget_jobs_of(list(users.values_list("pk", flat=True)))
    for each in remembered_of(tenant.pk, Membership.objects.filter(tenant=tenant).values_list("user")):
        rows += each.delete()[0]
    for model in belongings():
        if model._meta.label == "admin.LogEntry":
            rows += rows_of(tenant, model).delete()[0]
    # A token for this family alone opens nothing any more.
    naming_one = ApiToken.objects.annotate(named=Count("tenants")).filter(named=1).values("pk")
    return rows + ApiToken.objects.filter(tenants=tenant, pk__in=naming_one).delete()[0]


def _delete(tenant: Tenant) -> int:
    """Delete its rows, those first that refer to others, and last of all its keys and itself."""
    kept = {RECORDS, "openbanking.Tenant", "openbanking.TenantKey", "openbanking.Membership"}
    later = [each for each in reversed(moved()) if each._meta.label not in kept]
    first = [each for each in belongings() if each not in later and each._meta.label not in kept]
    rows = sum(_delete_rows(tenant, model) for model in [*first, *later])
    rows += tenant.memberships.all().delete()[0]
    rows += destroy_keys(tenant)
    return rows + Tenant.objects.filter(pk=tenant.pk).delete()[0]


def _delete_rows(tenant: Tenant, model: type[Model]) -> int:
    """Delete without reading: whatever refers to them goes in the same transaction."""
    return rows_of(tenant, model)._raw_delete(connection.alias) or 0


def _prove_gone(tenant: Tenant) -> None:
    left = [each._meta.label for each in belongings() if rows_of(tenant, each).exists()]
    if left:
        raise NotErased(f"Something would be left in {', '.join(left)}, so nothing was erased.")
