"""`openbanking.owners.list`: whose accounts are, as banks say."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db.models import UUIDField

from contracts import Caller, Record, Values, fields, query
from openbanking.access.narrowing import opened_to
from openbanking.fields import opener
from openbanking.models import AccountOwner, Tenant
from openbanking.models.prepared import Members, Parameter
from openbanking.operations import examples
from openbanking.operations.inputs import TenantInput, check_accounts, cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, Pages


class OpenBankingListOwnersInput(TenantInput):
    """Of which accounts."""

    account_id = fields.Id(required=False, help_text="Only owners of this account.")
    cursor = cursor_field()
    page_size = page_size_field("Owners")


class AccountOwnerRecord(Record):
    """Somebody with a part in an account."""

    brief = ("accountId", "role", "name")

    account_id = fields.Id(help_text="The account.")
    role = fields.NonEmptyString(
        help_text="holder, co_holder, attorney, legal_guardian and others; an open list."
    )
    name = fields.String(help_text="Full name.")
    is_member = fields.Boolean(
        required=False, help_text="Whether it is the member the bank was connected by, where known."
    )
    multiple_holders = fields.Boolean(
        required=False, help_text="Whether the account has several holders, where known."
    )


class OpenBankingListOwnersOutput(Record):
    """One page of owners."""

    owners = AccountOwnerRecord(many=True, help_text="Owners, the first recorded first.")
    next_cursor = fields.String(required=False, help_text="Where the next page begins, if any.")
    has_more = fields.Boolean(required=False, help_text="Whether there is a next page.")


class Owner(Values, kw_only=True):
    """The values of an AccountOwnerRecord."""

    account_id: UUID
    role: str
    name: str
    is_member: bool | None = None
    multiple_holders: bool | None = None


class OwnerPage(Values, kw_only=True):
    """The values of an OpenBankingListOwnersOutput."""

    owners: list[Owner]
    next_cursor: str | None = None
    has_more: bool


class OwnerRow(NamedTuple):
    """An owner of an account."""

    id: UUID
    account_id: UUID
    role: str
    name: bytes
    is_member: bool | None
    multiple_holders: bool | None


_name = opener(AccountOwner, "name")

OWNERS = Pages(
    AccountOwner.objects.filter(tenant_id=Parameter("tenant", UUIDField())),
    OwnerRow,
    order=["id"],
    filters={
        "account": lambda rows: rows.filter(account_id=Parameter("account", UUIDField())),
        "opened": lambda rows: rows.filter(account_id__in=Members("opened", UUIDField())),
    },
)


@query(
    "openbanking.owners.list",
    "1.0.0",
    input=OpenBankingListOwnersInput,
    output=OpenBankingListOwnersOutput,
    goal="Tell whose an account is, where several have a part in it.",
    context="Reads the cache only. Needs Powens' ownership product; names are personal data.",
    owners=["@platform.finance"],
    tags=["open-banking", "accounts"],
    examples=examples.LIST_OWNERS,
    history={"1.0.0": "First version."},
)
def list_owners(
    caller: Caller,
    tenant: Tenant,
    *,
    account_id: UUID | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> OwnerPage:
    """List the owners of accounts."""
    if account_id is not None:
        check_accounts(tenant, [account_id])
    page = OWNERS.page(
        {"tenant": tenant.pk, "account": account_id, "opened": opened_to(caller)},
        cursor=cursor,
        size=page_size,
    )
    return OwnerPage(
        owners=[
            Owner(
                account_id=row.account_id,
                role=row.role,
                name=_name(row.name),
                is_member=row.is_member,
                multiple_holders=row.multiple_holders,
            )
            for row in page.rows
        ],
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )
