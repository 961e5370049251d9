"""`openbanking.tenants.list`: the tenants a caller may ask about, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts import Caller, Input, Record, fields, query
from openbanking.access.tenancy import memberships_of
from openbanking.models import Membership
from openbanking.operations import examples, links
from openbanking.operations.inputs import cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, page_of


class OpenBankingListTenantsInput(Input):
    """Where to go on."""

    cursor = cursor_field()
    page_size = page_size_field()


class TenantRecord(Record):
    """A tenant, as somebody who belongs to it sees it."""

    brief = ("name", "role", "id")

    id = fields.Id(help_text="The tenant, to be sent as tenantId.")
    slug = fields.NonEmptyString(help_text="Its short name, unique in this service.")
    name = fields.NonEmptyString(help_text="Its name, for people.")
    role = fields.Choice(
        Membership.Role.values,
        help_text="What the caller is in it: a viewer reads, an admin may run commands for admins.",
    )
    created_at = fields.DateTime(help_text="When it was first recorded.")
    updated_at = fields.DateTime(help_text="When the record of it last changed.")


class OpenBankingListTenantsOutput(Record):
    """One page of tenants."""

    tenants = TenantRecord(many=True, help_text="Tenants, the first recorded first.")
    next_cursor = fields.String(required=False, help_text="Where the next page begins, if any.")
    has_more = fields.Boolean(required=False, help_text="Whether there is a next page.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantSeen:
    """The values of a TenantRecord."""

    id: UUID
    slug: str
    name: str
    role: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantPage:
    """The values of an OpenBankingListTenantsOutput."""

    tenants: list[TenantSeen]
    next_cursor: str | None
    has_more: bool


@query(
    "openbanking.tenants.list",
    "1.0.0",
    input=OpenBankingListTenantsInput,
    output=OpenBankingListTenantsOutput,
    goal="Tell a program which tenants it may ask about, before it asks.",
    context="A token sees the tenants it was made for, or all of its owner's where it names none. "
    "Staff belong to no tenant by being staff.",
    owners=["@platform.finance"],
    tags=["open-banking", "tenants"],
    examples=examples.LIST_TENANTS,
    history={"1.0.0": "First version."},
    links=links.FROM_TENANTS,
)
def list_tenants(
    caller: Caller, *, cursor: str | None = None, page_size: int = DEFAULT_PAGE_SIZE
) -> TenantPage:
    """List the tenants the caller belongs to."""
    page = page_of(
        memberships_of(caller).select_related("tenant"),
        ["tenant_id"],
        filters={"caller": caller.id},
        cursor=cursor,
        size=page_size,
    )
    return TenantPage(
        tenants=[_seen(each) for each in page.rows],
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )


def _seen(membership: Membership) -> TenantSeen:
    tenant = membership.tenant
    return TenantSeen(
        id=tenant.pk,
        slug=tenant.slug,
        name=tenant.name,
        role=membership.role,
        created_at=tenant.created_at,
        updated_at=tenant.updated_at,
    )
