"""Records of the audit, chained as they are when the service writes them."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from openbanking.models import AuditRecord, Tenant, User
from openbanking.trail.appending import append
from tests.factories.given import NOW


def make_audit_record(tenant: Tenant | None = None, user: User | None = None, **columns: Any) -> Any:
    """Add a record to the chain."""
    record = AuditRecord(
        **{
            "first_at": NOW,
            "last_at": NOW,
            "count": 1,
            "user_id": None if user is None else user.pk,
            "channel": "rest",
            "operation": "openbanking.balances.get",
            "version": "1.0.0",
            "tenant": "" if tenant is None else str(tenant.pk),
            **columns,
        }
    )
    with transaction.atomic():
        append([record])
    return record
