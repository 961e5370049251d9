"""Which rows of each table are a tenant's: all of them are exported, and all of them are erased.

A model with a foreign key `tenant` belongs by that. All others that hold a tenant's rows are listed
here, and the suite fails for one that the wall between tenants knows and this does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey, Model, Q, QuerySet

from contracts import remembered_of
from openbanking.models import Tenant
from openbanking.walls.tables import condition_of, tables

# The lookup that leads from a row to its tenant, where that is not `tenant`.
PATHS: dict[str, str] = {
    "openbanking.Tenant": "pk",
    "openbanking.AlertDelivery": "alert__tenant",
    "openbanking.AlertRule_recipients": "alertrule__tenant",
    "openbanking.Balance": "account__tenant",
    "openbanking.BalanceReading": "account__tenant",
    "openbanking.ConsentWarning": "connection__tenant",
    "openbanking.DeliveryAttempt": "delivery__alert__tenant",
    "openbanking.Discrepancy": "powens_user__tenant",
    "openbanking.HoldingReading": "holding__tenant",
    "openbanking.HoldingValue": "holding__tenant",
    "openbanking.Loan": "account__tenant",
    "openbanking.LoanPayment": "account__tenant",
    "openbanking.MergeProposal": "kept__tenant",
    "openbanking.QuarantinedReading": "account__tenant",
    "openbanking.StatementEntry": "account__tenant",
    "openbanking.StatementImport": "account__tenant",
    "openbanking.SyncOutcome": "powens_user__tenant",
    "openbanking.Transaction": "account__tenant",
    "openbanking.Valuation": "account__tenant",
    "openbanking.WebhookDelivery": "powens_user__tenant",
    # Which tokens are narrowed to it, or to accounts of it.
    "openbanking.ApiToken_tenants": "tenant",
    "openbanking.ApiToken_accounts": "account__tenant",
}
# These name their tenant by its id as text, and outlive it.
NAMING = ("openbanking.AuditEntry", "openbanking.AuditRecord")
# These name rows of any table, or whoever asked.
HISTORY, ANSWERS = "admin.LogEntry", "contracts.RememberedAnswer"


def belongings() -> Iterator[type[Model]]:
    """Yield every model that holds rows of tenants, in the order of their tables."""
    for model in tables():
        if model._meta.label in PATHS or condition_of(model) is not None:
            yield model


def rows_of(tenant: Tenant, model: type[Model]) -> QuerySet[Any]:
    """Return the rows of a model that are a tenant's; raises LookupError where nobody has said which."""
    rows, label = model._base_manager.all(), model._meta.label
    if label == HISTORY:
        return rows.filter(pk__in=_history_of(tenant))
    if label == ANSWERS:
        return remembered_of(tenant.pk, tenant.members.values_list("pk", flat=True))[0]
    if label in NAMING:
        return rows.filter(tenant=str(tenant.pk))
    if label in PATHS:
        return rows.filter(**{PATHS[label]: tenant.pk})
    if any(each.name == "tenant" and isinstance(each, ForeignKey) for each in model._meta.fields):
        return rows.filter(tenant=tenant.pk)
    raise LookupError(f"{label}: say in {__name__} how its rows are known to be a tenant's.")


def _history_of(tenant: Tenant) -> list[int]:
    """Return the entries of the admin's history that are about rows of a tenant."""
    found: list[int] = []
    kinds = ContentType.objects.in_bulk(
        list(LogEntry.objects.order_by().values_list("content_type", flat=True).distinct())
    )
    for kind in kinds.values():
        model = kind.model_class()
        if model is None or model._meta.label in (HISTORY, ANSWERS) or not _belongs(model):
            continue
        entries = dict(LogEntry.objects.filter(content_type=kind).values_list("pk", "object_id"))
        theirs = _those_of(tenant, model, set(entries.values()))
        found += [pk for pk, row in entries.items() if row in theirs]
    return found


def _belongs(model: type[Model]) -> bool:
    return model in set(belongings())


def _those_of(tenant: Tenant, model: type[Model], keys: set[str | None]) -> set[str]:
    """Return the keys, as text, of those rows that are a tenant's."""
    wanted = [each for each in keys if each]
    rows = rows_of(tenant, model)
    found: set[str] = set()
    for at in range(0, len(wanted), 500):
        some = Q(pk__in=wanted[at : at + 500])
        found |= {str(pk) for pk in rows.filter(some).values_list("pk", flat=True)}
    return found


def installed(label: str) -> type[Model]:
    """Return a model by its label; those of many-to-many tables have one too."""
    return next(each for each in apps.get_models(include_auto_created=True) if each._meta.label == label)
