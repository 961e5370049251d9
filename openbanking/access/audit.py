"""Who ran what on whose data, from where: on record in the chain, and in an entry for each day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from contracts import Call, Channel, Kind, Operation, operation_answered
from openbanking.access import batches
from openbanking.access.addresses import UNKNOWN, current_address
from openbanking.access.usage import OperationUse, Tally, write
from openbanking.models import Account, ApiToken, Connection, Tenant, User


def record(*, call: Call, **kwargs: object) -> None:
    """Put an answered call on record: a command inside its run, a query in a batch.

    A command that cannot be recorded fails. Ids come from the validated input and the resolved
    tenant, so that however an id was spelled the record names the row. Calls of strangers, to
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
        version=call.operation.meta.version,
        address=_address(),
    )
    if call.operation.kind is Kind.COMMAND:
        write({use: Tally(1, now)})
    else:
        batches.current.add(use, at=now)


def _account_of(call: Call) -> str:
    """Return the account a call named, alone or as the only one of a list; empty for none or several."""
    chosen = call.arguments.get("account_ids") or [call.arguments.get("account_id")]
    return str(chosen[0]) if len(chosen) == 1 and chosen[0] else ""


def record_export(
    *, user: User, rows: str, tenants: Collection[str], account: str, now: datetime
) -> None:
    """Record, before it is sent, that somebody takes rows of the admin away in a file.

    `rows` names the model; there is a record for each of the tenants whose rows they are. The account is
    an id where the rows were narrowed to one, else empty. What cannot be recorded is not exported:
    raises what the database raises.
    """
    page = f"admin.export.{rows}"
    uses = (
        _use(user, Channel.ADMIN, page, tenant=each, account=account, now=now)
        for each in sorted(tenants) or [""]
    )
    write({use: Tally(1, now) for use in uses})


def record_numbers(*, user: User, tenant: str, account: str, now: datetime) -> None:
    """Record that somebody is shown the whole numbers of an account in the admin."""
    use = _use(user, Channel.ADMIN, "admin.numbers.account", tenant=tenant, account=account, now=now)
    write({use: Tally(1, now)})


def record_change(*, user: User, did: str, row: Model, tenant: str, account: str, now: datetime) -> None:
    """Record that staff added, changed or deleted a row by a form: with it, or not at all."""
    kind = row._meta.model_name
    use = _use(
        user,
        Channel.ADMIN,
        f"admin.{did}.{kind}",
        tenant=tenant,
        account=account,
        about=about(row),
        now=now,
    )
    write({use: Tally(1, now)})


def record_page(
    *,
    user: User,
    channel: Channel,
    page: str,
    tenant: str = "",
    account: str = "",
    token: str = "",
    about: str = "",
    now: datetime,
) -> None:
    """Record, in a batch, that somebody was shown a page that asks no operation."""
    use = _use(user, channel, page, tenant=tenant, account=account, about=about, token=token, now=now)
    batches.current.add(use, at=now)


def record_tool(name: str, *, tenant: str = "", about: str = "") -> None:
    """Record what was done from the command line of the service, which has no user."""
    now = timezone.now()
    use = _use(None, Channel.COMMAND, f"manage.{name}", tenant=tenant, about=about, now=now)
    write({use: Tally(1, now)})


def record_token(
    token: ApiToken, *, by: User, did: str, now: datetime, channel: Channel = Channel.PAGE
) -> None:
    """Record with each tenant it is good for that somebody "made" or "revoked" a token."""
    tenants = Tenant.objects.visible_to(token.user) if token.every_tenant else token.tenants.all()
    ids = [str(tenant) for tenant in tenants.values_list("pk", flat=True)] or [""]
    uses = (
        _use(by, channel, f"tokens.{did}", tenant=each, token=token.hint, about=about(token), now=now)
        for each in ids
    )
    write({use: Tally(1, now) for use in uses})


def record_choice(row: Account | Connection, *, by: User, did: str, now: datetime) -> None:
    """Record that a member "disconnected" a bank of theirs, or "enabled" or "disabled" an account."""
    use = _use(
        by,
        Channel.PAGE,
        f"banks.{did}",
        tenant=str(row.tenant_id),
        account=str(row.pk) if isinstance(row, Account) else "",
        about=about(row),
        now=now,
    )
    write({use: Tally(1, now)})


def about(row: Model) -> str:
    """Return how a record names a row: by its kind and its key."""
    return f"{row._meta.model_name}:{row.pk}"


def _use(
    user: User | None,
    channel: Channel,
    operation: str,
    *,
    tenant: str,
    account: str = "",
    about: str = "",
    token: str = "",
    now: datetime,
) -> OperationUse:
    return OperationUse(
        user_id=None if user is None else user.pk,
        token=token,
        channel=str(channel),
        operation=operation,
        tenant=tenant,
        account=account,
        day=now.date(),
        version=settings.VERSION,
        address=_address(),
        about=about,
    )


def _address() -> str:
    address = current_address.get()
    return "" if address == UNKNOWN else address


def listen() -> None:
    """Begin to record every answered call."""
    operation_answered.connect(record, sender=Operation, dispatch_uid="openbanking.audit")
