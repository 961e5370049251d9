"""What several operations take: the tenant, an account, a page."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from contracts import Input, fields, problems
from openbanking.models import Tenant
from openbanking.models.accounts import AccountQuerySet
from openbanking.operations.accounts.described import NO_SUCH_ACCOUNT
from openbanking.operations.pagination import AGENT_PAGE_SIZE, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE


class TenantInput(Input):
    """An input that names the tenant; the policy turns it into the handler's tenant."""

    tenant_id = fields.Id(
        required=False,
        help_text="The tenant. May be left out by a caller who belongs to exactly one.",
    )


def accounts_of(tenant: Tenant, account_ids: Collection[UUID]) -> AccountQuerySet:
    """Return the tenant's accounts of these ids; raises NotFound where one of them is not there."""
    accounts = tenant.accounts.filter(pk__in=account_ids)
    if accounts.count() < len(set(account_ids)):
        raise problems.NotFound(NO_SUCH_ACCOUNT)
    return accounts


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
