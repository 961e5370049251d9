"""`openbanking.audit.list`: who read or did what with a tenant's accounts, day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import NamedTuple
from uuid import UUID

from django.db.models import CharField, DateTimeField, Exists, OuterRef, UUIDField

from contracts import Auth, Record, Values, fields, problems, query
from openbanking.models import AuditEntry, Membership, Tenant
from openbanking.models.prepared import Parameter
from openbanking.networth.days import end_of
from openbanking.operations import examples
from openbanking.operations.inputs import TenantInput, check_accounts, cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, Pages


class OpenBankingListAuditInput(TenantInput):
    """What about, and over which days."""

    account_id = fields.Id(required=False, help_text="Only what named this account.")
    from_ = fields.Date(required=False, help_text="The first day, in UTC.")
    to = fields.Date(required=False, help_text="The last day, in UTC.")
    cursor = cursor_field()
    page_size = page_size_field("Entries")


class AuditEntryRecord(Record):
    """What one person did with one account, or with no account in particular, on one day."""

    brief = ("day", "userName", "operation", "accountId", "count")

    user_id = fields.Id(help_text="Who it was.")
    user_name = fields.String(
        help_text="The member's name; empty for somebody who is no member of the family, such as staff."
    )
    channel = fields.NonEmptyString(help_text="How: rest, mcp, command or admin; an open list.")
    operation = fields.NonEmptyString(help_text="The key of the operation.")
    account_id = fields.Id(required=False, help_text="The account that was named, if any.")
    day = fields.Date(help_text="The day, in UTC.")
    count = fields.Int(help_text="How often that day.")
    last_at = fields.DateTime(help_text="The last time that day.")


class OpenBankingListAuditOutput(Record):
    """One page of the audit."""

    entries = AuditEntryRecord(many=True, help_text="Entries, the latest use first.")
    next_cursor = fields.String(required=False, help_text="Where the next page begins, if any.")
    has_more = fields.Boolean(required=False, help_text="Whether there is a next page.")


class Audited(Values, kw_only=True):
    """The values of an AuditEntryRecord."""

    user_id: UUID
    user_name: str
    channel: str
    operation: str
    account_id: UUID | None = None
    day: date
    count: int
    last_at: datetime


class AuditPage(Values, kw_only=True):
    """The values of an OpenBankingListAuditOutput."""

    entries: list[Audited]
    next_cursor: str | None = None
    has_more: bool


class EntryRow(NamedTuple):
    """An entry, and who it is about."""

    id: int
    user_id: UUID
    first_name: str
    last_name: str
    username: str
    is_member: bool
    channel: str
    operation: str
    account: str
    day: date
    uses: int
    last_at: datetime

    @property
    def name(self) -> str:
        """Return the name of a member; empty for anybody else."""
        return (f"{self.first_name} {self.last_name}".strip() or self.username) if self.is_member else ""


_TENANT = Parameter("tenant", CharField())
_MEMBER = Membership.objects.filter(tenant_id=Parameter("member_of", UUIDField()), user=OuterRef("user"))
ENTRIES = Pages(
    # Whoever reads the audit is in it too; its own readings would be all there is to see.
    AuditEntry.objects.filter(tenant=_TENANT)
    .exclude(operation="openbanking.audit.list")
    .annotate(is_member=Exists(_MEMBER)),
    EntryRow,
    order=["-last_at", "-id"],
    columns=[
        *("id", "user_id", "user__first_name", "user__last_name", "user__username", "is_member"),
        *("channel", "operation", "account", "day", "count", "last_at"),
    ],
    filters={
        "account": lambda rows: rows.filter(account=Parameter("account", CharField())),
        "from": lambda rows: rows.filter(last_at__gte=Parameter("from", DateTimeField())),
        "to": lambda rows: rows.filter(last_at__lte=Parameter("to", DateTimeField())),
    },
)


@query(
    "openbanking.audit.list",
    "1.0.0",
    input=OpenBankingListAuditInput,
    output=OpenBankingListAuditOutput,
    goal="Let a family see who looked at its accounts, and who changed something.",
    context="One entry a day for each person, token, channel, operation and account. What was read "
    "within the last seconds may still be missing. Readings of the audit itself are left out.",
    owners=["@platform.finance"],
    tags=["open-banking", "audit"],
    examples=examples.LIST_AUDIT,
    history={"1.0.0": "First version."},
    auth=Auth.ADMIN,
)
def list_audit(
    tenant: Tenant,
    *,
    account_id: UUID | None = None,
    from_: date | None = None,
    to: date | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> AuditPage:
    """List who used what on a tenant's accounts, the latest use first."""
    if from_ and to and from_ > to:
        raise problems.Invalid.at("from", "Lies after `to`. Swap the two.")
    if account_id is not None:
        check_accounts(tenant, [account_id])
    page = ENTRIES.page(
        {
            "tenant": str(tenant.pk),
            "member_of": tenant.pk,
            "account": None if account_id is None else str(account_id),
            "from": from_ and datetime.combine(from_, time.min, tzinfo=UTC),
            "to": to and end_of(to),
        },
        cursor=cursor,
        size=page_size,
    )
    return AuditPage(
        entries=[_entry(row) for row in page.rows],
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )


def _entry(row: EntryRow) -> Audited:
    return Audited(
        user_id=row.user_id,
        user_name=row.name,
        channel=row.channel,
        operation=row.operation,
        account_id=UUID(row.account) if row.account else None,
        day=row.day,
        count=row.uses,
        last_at=row.last_at,
    )
