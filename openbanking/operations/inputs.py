"""What several operations take: the tenant, an account, a page."""

from __future__ import annotations

from uuid import UUID

from contracts import Input, fields, problems
from openbanking.models import Account, Tenant
from openbanking.operations.pagination import AGENT_PAGE_SIZE, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE


class TenantInput(Input):
    """An input that names the tenant; the policy turns it into the handler's tenant."""

    tenant_id = fields.Id(
        required=False,
        help_text="The tenant. May be left out by a caller who belongs to exactly one.",
    )


def account_of(tenant: Tenant, account_id: UUID, connection_id: UUID | None = None) -> Account:
    """Return the tenant's account with what its answers need.

    With a connection, only an account that is read through it. Raises NotFound for any other account.
    """
    through = {} if connection_id is None else {"connection": connection_id}
    account = tenant.accounts.filter(pk=account_id, **through).described().first()
    if account is None:
        raise problems.NotFound("There is no such account in this tenant.")
    return account


def page_size_field() -> fields.Int:
    """Return the optional `pageSize` of lists."""
    return fields.Int(
        default=DEFAULT_PAGE_SIZE,
        agent_default=AGENT_PAGE_SIZE,
        min_value=1,
        max_value=MAX_PAGE_SIZE,
        help_text=f"Rows a page, 1 to {MAX_PAGE_SIZE}.",
    )


def cursor_field() -> fields.NonEmptyString:
    """Return the optional `cursor` of lists."""
    return fields.NonEmptyString(
        required=False, help_text="The nextCursor of the last answer, to go on from there."
    )
