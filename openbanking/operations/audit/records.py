"""`openbanking.audit.records`: the audit of a tenant record by record, as it is chained."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import NamedTuple
from uuid import UUID

from django.db.models import BigIntegerField, CharField, DateTimeField, Exists, OuterRef, UUIDField

from contracts import Auth, Record, Values, fields, problems, query
from openbanking.models import AuditRecord, Membership, Tenant
from openbanking.models.prepared import Parameter
from openbanking.networth.days import end_of
from openbanking.operations import examples
from openbanking.operations.inputs import TenantInput, check_accounts, cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, Pages


class OpenBankingListAuditRecordsInput(TenantInput):
    """What about, and of which time."""

    account_id = fields.Id(required=False, help_text="Only what was about this account.")
    after_sequence = fields.Int(
        required=False, min_value=0, help_text="Only records behind this place in the chain."
    )
    from_ = fields.Date(required=False, help_text="The first day, in UTC.")
    to = fields.Date(required=False, help_text="The last day, in UTC.")
    cursor = cursor_field()
    page_size = page_size_field("Records")


class AuditRecordRecord(Record):
    """A link of the chain: what somebody did, once or several times within seconds."""

    brief = ("sequence", "lastAt", "userName", "operation", "accountId", "count")

    sequence = fields.Int(help_text="Its place in the chain, which all families share.")
    first_at = fields.DateTime(help_text="When it was done, or first done.")
    last_at = fields.DateTime(help_text="When it was last done.")
    count = fields.Int(help_text="How often, from the first time to the last.")
    user_id = fields.Id(
        required=False, help_text="Who it was; left out for the command line of the service."
    )
    user_name = fields.String(
        help_text="The member's name; empty for somebody who is no member of the family, such as staff."
    )
    token = fields.String(
        required=False, help_text="The first characters of the token it was done with, if any."
    )
    channel = fields.NonEmptyString(help_text="How: rest, mcp, command, admin or page; an open list.")
    address = fields.String(
        required=False, help_text="The internet address it came from, where there was one."
    )
    operation = fields.NonEmptyString(help_text="The key of the operation, or the page or form.")
    version = fields.String(help_text="The version of the operation, or of the service.")
    account_id = fields.Id(required=False, help_text="The account it was about, if any.")
    about = fields.String(required=False, help_text="The row it was about, by its kind and id, if any.")
    salt = fields.String(help_text="What the digest is salted with.")
    digest = fields.NonEmptyString(help_text="SHA-256 of all of the above but sequence and userName.")
    previous = fields.NonEmptyString(help_text="The hash of the record before, of whichever family.")
    hash = fields.NonEmptyString(help_text="SHA-256 of sequence, digest and previous.")


class OpenBankingListAuditRecordsOutput(Record):
    """One page of the chain."""

    records = AuditRecordRecord(many=True, help_text="Records in the order of the chain, oldest first.")
    next_cursor = fields.String(required=False, help_text="Where the next page begins, if any.")
    has_more = fields.Boolean(required=False, help_text="Whether there is a next page.")


class Recorded(Values, kw_only=True):
    """The values of an AuditRecordRecord."""

    sequence: int
    first_at: datetime
    last_at: datetime
    count: int
    user_id: UUID | None = None
    user_name: str
    token: str | None = None
    channel: str
    address: str | None = None
    operation: str
    version: str
    account_id: UUID | None = None
    about: str | None = None
    salt: str
    digest: str
    previous: str
    hash: str


class RecordPage(Values, kw_only=True):
    """The values of an OpenBankingListAuditRecordsOutput."""

    records: list[Recorded]
    next_cursor: str | None = None
    has_more: bool


class RecordRow(NamedTuple):
    """A record, and who it is about."""

    sequence: int
    first_at: datetime
    last_at: datetime
    uses: int
    user_id: UUID | None
    first_name: str | None
    last_name: str | None
    username: str | None
    is_member: bool
    token: str
    channel: str
    address: str
    operation: str
    version: str
    account: str
    about: str
    salt: str
    digest: str
    previous: str
    hash: str

    @property
    def name(self) -> str:
        """Return the name of a member; empty for anybody else."""
        if not self.is_member:
            return ""
        return f"{self.first_name} {self.last_name}".strip() or self.username or ""


_MEMBER = Membership.objects.filter(tenant_id=Parameter("member_of", UUIDField()), user=OuterRef("user"))
RECORDS = Pages(
    # Each page would add to what the next ones have to bring.
    AuditRecord.objects.filter(tenant=Parameter("tenant", CharField()))
    .exclude(operation="openbanking.audit.records")
    .annotate(is_member=Exists(_MEMBER)),
    RecordRow,
    order=["sequence"],
    columns=[
        *("sequence", "first_at", "last_at", "count", "user_id", "user__first_name"),
        *("user__last_name", "user__username", "is_member", "token", "channel", "address"),
        *("operation", "version", "account", "about", "salt", "digest", "previous", "hash"),
    ],
    filters={
        "account": lambda rows: rows.filter(account=Parameter("account", CharField())),
        "behind": lambda rows: rows.filter(sequence__gt=Parameter("behind", BigIntegerField())),
        "from": lambda rows: rows.filter(last_at__gte=Parameter("from", DateTimeField())),
        "to": lambda rows: rows.filter(last_at__lte=Parameter("to", DateTimeField())),
    },
)


@query(
    "openbanking.audit.records",
    "1.0.0",
    input=OpenBankingListAuditRecordsInput,
    output=OpenBankingListAuditRecordsOutput,
    goal="Let a family keep its audit elsewhere, and check that nothing in it was changed.",
    context="Every read and every change, as it was put on record: from where, with which token and "
    "version. Each record's hash is of its digest and of the hash before it; a digest is the SHA-256 of "
    "the canonical JSON (RFC 8785) of what the record says. What was read within the last seconds may "
    "still be missing, and calls of this operation are left out. A summary by day is in "
    "openbanking.audit.list.",
    owners=["@platform.finance"],
    tags=["open-banking", "audit"],
    examples=examples.LIST_AUDIT_RECORDS,
    history={"1.0.0": "First version."},
    auth=Auth.ADMIN,
)
def list_audit_records(
    tenant: Tenant,
    *,
    account_id: UUID | None = None,
    after_sequence: int | None = None,
    from_: date | None = None,
    to: date | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> RecordPage:
    """List what was done with a tenant's accounts, record by record."""
    if from_ and to and from_ > to:
        raise problems.Invalid.at("from", "Lies after `to`. Swap the two.")
    if account_id is not None:
        check_accounts(tenant, [account_id])
    page = RECORDS.page(
        {
            "tenant": str(tenant.pk),
            "member_of": tenant.pk,
            "account": None if account_id is None else str(account_id),
            "behind": after_sequence and min(after_sequence, BigIntegerField.MAX_BIGINT),
            "from": from_ and datetime.combine(from_, time.min, tzinfo=UTC),
            "to": to and end_of(to),
        },
        cursor=cursor,
        size=page_size,
    )
    return RecordPage(
        records=[_record(row) for row in page.rows],
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )


def _record(row: RecordRow) -> Recorded:
    return Recorded(
        sequence=row.sequence,
        first_at=row.first_at,
        last_at=row.last_at,
        count=row.uses,
        user_id=row.user_id,
        user_name=row.name,
        token=row.token or None,
        channel=row.channel,
        address=row.address or None,
        operation=row.operation,
        version=row.version,
        account_id=UUID(row.account) if row.account else None,
        about=row.about or None,
        salt=row.salt,
        digest=row.digest,
        previous=row.previous,
        hash=row.hash,
    )
