"""What several operations take: the tenant, an account, a page."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import UUIDField

from contracts import Input, fields, problems
from openbanking.access import narrowing
from openbanking.models import Account, Tenant
from openbanking.models.accounts import AccountQuerySet
from openbanking.models.prepared import Members, Parameter, Prepared
from openbanking.operations.pagination import AGENT_PAGE_SIZE, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE

# So many ids fit into an address of 8192 characters, also where the field's name is repeated for each.
MOST_ACCOUNTS = 150
NO_SUCH_ACCOUNT = narrowing.NO_SUCH_ACCOUNT

_THERE = Prepared(
    Account.objects.filter(
        tenant_id=Parameter("tenant", UUIDField()), pk__in=Members("accounts", UUIDField())
    )
    .order_by()
    .values_list("pk")
)


class TenantInput(Input):
    """An input that names the tenant; the policy turns it into the handler's tenant."""

    tenant_id = fields.Id(
        required=False,
        help_text="The tenant. May be left out by a caller who belongs to exactly one.",
    )


def account_of(tenant: Tenant, account_id: UUID, connection_id: UUID | None = None) -> Account:
    """Return the tenant's account with its connection and bank.

    With a connection, only an account that is read through it. Raises NotFound for any other account.
    """
    accounts = tenant.accounts.select_related("connection__institution", "connection__powens_user")
    account = accounts.filter(pk=account_id).first()
    if account is None or connection_id not in (None, account.connection_id):
        raise problems.NotFound(NO_SUCH_ACCOUNT)
    return account


def accounts_of(tenant: Tenant, account_ids: Collection[UUID]) -> AccountQuerySet:
    """Return the tenant's accounts of these ids; raises NotFound where one of them is not there."""
    check_accounts(tenant, account_ids)
    return tenant.accounts.filter(pk__in=account_ids)


def check_accounts(tenant: Tenant, account_ids: Collection[UUID]) -> None:
    """Raise NotFound unless each of these is an account of the tenant."""
    wanted = set(account_ids)
    if len(_THERE.all(tenant=tenant.pk, accounts=wanted)) < len(wanted):
        raise problems.NotFound(NO_SUCH_ACCOUNT)


def account_ids_field(left_out: str) -> fields.List:
    """Return the optional `accountIds` of lists, with what they are about where it is left out."""
    return fields.List(
        child=fields.Id(),
        required=False,
        max_length=MOST_ACCOUNTS,
        error_messages={"max_length": "Send at most {max_length}, and the others in another call."},
        help_text=f"Only these accounts, at most {MOST_ACCOUNTS}, whatever their state; one that is not "
        f"the tenant's is a 404, and an empty list names none. Left out: {left_out}",
    )


def page_size_field(counted: str = "Rows") -> fields.Int:
    """Return the optional `pageSize` of lists, whose pages count these."""
    return fields.Int(
        default=DEFAULT_PAGE_SIZE,
        agent_default=AGENT_PAGE_SIZE,
        min_value=1,
        max_value=MAX_PAGE_SIZE,
        help_text=f"{counted} a page, 1 to {MAX_PAGE_SIZE}.",
    )


def cursor_field() -> fields.NonEmptyString:
    """Return the optional `cursor` of lists."""
    return fields.NonEmptyString(
        required=False, help_text="The nextCursor of the last answer, to go on from there."
    )
