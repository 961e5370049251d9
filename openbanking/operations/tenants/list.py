"""`openbanking.tenants.list`: the tenants a caller may ask about, page by page."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import UUIDField

from contracts import Caller, Input, Record, Values, fields, query
from openbanking.access.tenancy import named_by, narrow_token
from openbanking.models import Membership, Tenant
from openbanking.models.prepared import Parameter
from openbanking.operations import examples, links
from openbanking.operations.inputs import cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, Pages


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


class TenantSeen(Values, kw_only=True):
    """The values of a TenantRecord."""

    id: UUID
    slug: str
    name: str
    role: str
    created_at: datetime
    updated_at: datetime


class TenantPage(Values, kw_only=True):
    """The values of an OpenBankingListTenantsOutput."""

    tenants: list[TenantSeen]
    next_cursor: str | None = None
    has_more: bool


class MembershipRow(NamedTuple):
    """What the caller is in a tenant."""

    tenant_id: UUID
    tenant__slug: str
    tenant__name: str
    role: str
    tenant__created_at: datetime
    tenant__updated_at: datetime


_NAMED = named_by(Tenant.objects.all(), Parameter("token", UUIDField()))
_MEMBERSHIPS = Pages(
    Membership.objects.filter(user_id=Parameter("user", UUIDField())),
    MembershipRow,
    order=["tenant_id"],
    filters={"token": lambda rows: rows.filter(tenant__in=_NAMED)},
)


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
    page = _MEMBERSHIPS.page(
        {"user": caller.user.pk, "token": narrow_token(caller)}, cursor=cursor, size=page_size
    )
    return TenantPage(
        tenants=[
            TenantSeen(
                id=row.tenant_id,
                slug=row.tenant__slug,
                name=row.tenant__name,
                role=row.role,
                created_at=row.tenant__created_at,
                updated_at=row.tenant__updated_at,
            )
            for row in page.rows
        ],
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )
