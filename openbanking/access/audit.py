"""Who ran what on whose data: one row a day for each user, credential, operation and account."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from contracts import Call, Channel, Kind, Operation, operation_answered
from openbanking.access import batches
from openbanking.access.usage import OperationUse, Tally, write
from openbanking.models import ApiToken, User


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


def record_export(*, user: User, rows: str, tenant: str, account: str, now: datetime) -> None:
    """Record, before it is sent, that somebody takes rows of the admin away in a file.

    `rows` names the model; tenant and account are ids where the rows were narrowed to one, else empty.
    What cannot be recorded is not exported: raises what the database raises.
    """
    _record_in_admin(f"export.{rows}", user, tenant, account, now)


def record_numbers(*, user: User, tenant: str, account: str, now: datetime) -> None:
    """Record that somebody is shown the whole numbers of an account in the admin."""
    _record_in_admin("numbers.account", user, tenant, account, now)


def _record_in_admin(what: str, user: User, tenant: str, account: str, now: datetime) -> None:
    use = OperationUse(
        user_id=user.pk,
        token="",
        channel=str(Channel.ADMIN),
        operation=f"admin.{what}",
        tenant=tenant,
        account=account,
        day=now.date(),
    )
    write({use: Tally(1, now)})


def listen() -> None:
    """Begin to record every answered call."""
    operation_answered.connect(record, sender=Operation, dispatch_uid="openbanking.audit")
