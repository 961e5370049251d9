"""Who ran what on whose data: one row a day for each user, credential, operation and account."""

from __future__ import annotations

from django.utils import timezone

from contracts import Call, Kind, Operation, operation_answered
from openbanking.access import batches
from openbanking.access.usage import OperationUse, Tally, write
from openbanking.models import ApiToken


def record(*, call: Call, **kwargs: object) -> None:
    """Count an answered call in its audit entry: a command inside its run, a query in a batch.

    A command that cannot be recorded fails. Ids come from the validated input and the resolved
    tenant, so that however an id was spelled the entry names the row. Calls of strangers, to
    operations open to everybody, are not recorded.
    """
    caller = call.caller
    if not caller.user.is_authenticated:
        return
    now = timezone.now()
    use = OperationUse(
        user_id=caller.user.pk,
        token=caller.credential.hint if isinstance(caller.credential, ApiToken) else "",
        channel=str(caller.channel),
        operation=call.operation.meta.key,
        tenant=str(call.tenant.pk) if call.tenant else "",
        account=_account_of(call),
        day=now.date(),
    )
    if call.operation.kind is Kind.COMMAND:
        write({use: Tally(1, now)})
    else:
        batches.current.add(use, at=now)


def _account_of(call: Call) -> str:
    """Return the account a call named, alone or as the only one of a list; empty for none or several."""
    chosen = call.arguments.get("account_ids") or [call.arguments.get("account_id")]
    return str(chosen[0]) if len(chosen) == 1 and chosen[0] else ""


def listen() -> None:
    """Begin to record every answered call."""
    operation_answered.connect(record, sender=Operation, dispatch_uid="openbanking.audit")
