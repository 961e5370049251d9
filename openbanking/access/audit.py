"""Keeps who ran what: one row a day for each person, operation and account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone

from contracts import Caller, Operation, operation_finished, problems
from openbanking.models import ApiToken, AuditEntry


def record_audit_entry(
    *,
    operation: Operation,
    caller: Caller,
    data: Mapping[str, Any],
    problem: problems.Problem | None,
    **kwargs: object,
) -> None:
    """Count an access that was let through; refused ones are in the log."""
    if problem is not None or not caller.user.is_authenticated:
        return
    now = timezone.now()
    token = caller.credential.hint if isinstance(caller.credential, ApiToken) else ""
    identity = {
        "user_id": caller.user.pk,
        "token": token,
        "channel": str(caller.channel),
        "operation": operation.meta.key,
        "tenant": str(data.get("tenantId", "")),
        "account": str(data.get("accountId", "")),
        "day": now.date(),
    }
    rows = AuditEntry.objects.filter(**identity)
    if not rows.update(count=F("count") + 1, last_at=now):
        _, created = AuditEntry.objects.get_or_create(**identity, defaults={"last_at": now})
        if not created:
            rows.update(count=F("count") + 1, last_at=now)


def listen() -> None:
    """Begin to keep a record of every run."""
    operation_finished.connect(record_audit_entry, sender=Operation, dispatch_uid="openbanking.audit")
