"""`openbanking.balances.history`: what one balance of an account was, and when that was learned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import CharField, DateTimeField, Exists, OuterRef, Subquery, UUIDField

from contracts import Record, Values, fields, problems, query
from openbanking.models import BalanceReading, Tenant
from openbanking.models.prepared import Parameter
from openbanking.operations import examples
from openbanking.operations.balances.types import balance_type_field, canonical_type
from openbanking.operations.currencies import currency_code, currency_field, ticker_of
from openbanking.operations.inputs import TenantInput, check_accounts, cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, Pages


class OpenBankingBalanceHistoryInput(TenantInput):
    """Which balance, over which time, and as it was known when."""

    account_id = fields.Id(help_text="The bank account.")
    balance_type = balance_type_field("Which of its balances; current when left out.")
    from_ = fields.DateTime(required=False, help_text="Earliest time at the bank, inclusive.")
    to = fields.DateTime(until=True, required=False, help_text="Latest time at the bank, inclusive.")
    known_at = fields.DateTime(
        until=True,
        required=False,
        help_text="As it was known then: what was learned or corrected later is left out. Left out: as "
        "it is known now.",
    )
    cursor = cursor_field()
    page_size = page_size_field("Points")


class BalancePointRecord(Record):
    """What a balance was at one time."""

    brief = ("asOf", "amount", "currency", "learnedAt")

    account_id = fields.Id(help_text="The account.")
    balance_type = fields.NonEmptyString(help_text="current, available or expected.")
    amount = fields.Float(help_text="Signed, exact digits.")
    currency = currency_field("Currency of the amount.")
    as_of = fields.DateTime(help_text="When the bank's figure was last updated at Powens.")
    learned_at = fields.DateTime(help_text="When we learned it.")
    metadata = fields.JsonObject(
        required=False,
        help_text="Provenance and, where it corrects what was known of the same time before, what that "
        "was: `supersedes`.",
    )


class OpenBankingBalanceHistoryOutput(Record):
    """One page of points."""

    points = BalancePointRecord(
        many=True,
        help_text="Newest first, one for each time at the bank that was read. Nothing is filled in "
        "between them: where there is no point, nobody looked.",
    )
    next_cursor = fields.String(required=False, help_text="Where the next page begins, if any.")
    has_more = fields.Boolean(required=False, help_text="Whether there is a next page.")


class Superseded(Values, kw_only=True):
    """What was known of the same time before."""

    amount: Decimal
    learned_at: datetime


class PointProvenance(Values, kw_only=True):
    """Where a figure comes from."""

    source: str
    field: str
    kind: str
    sync_run_id: UUID | None = None


class PointMetadata(Values, kw_only=True):
    """What else is known of a point."""

    provenance: PointProvenance
    supersedes: Superseded | None = None
    ticker: str | None = None


class BalancePoint(Values, kw_only=True):
    """The values of a BalancePointRecord."""

    account_id: UUID
    balance_type: str
    amount: Decimal
    currency: str
    as_of: datetime
    learned_at: datetime
    metadata: PointMetadata


class BalanceHistory(Values, kw_only=True):
    """The values of an OpenBankingBalanceHistoryOutput."""

    points: Sequence[BalancePoint]
    next_cursor: str | None = None
    has_more: bool


class ReadingRow(NamedTuple):
    """A reading, and the one of the same time that it corrects."""

    id: UUID
    account_id: UUID
    type: str
    amount: Decimal
    currency: str
    as_of: datetime
    learned_at: datetime
    source_field: str
    derived: bool
    run_id: UUID | None
    superseded_amount: Decimal | None
    superseded_at: datetime | None


_SAME_TIME = BalanceReading.objects.filter(
    account=OuterRef("account"), type=OuterRef("type"), as_of=OuterRef("as_of")
).order_by("-learned_at", "-id")
_EARLIER = _SAME_TIME.filter(learned_at__lt=OuterRef("learned_at"))
_LATER = _SAME_TIME.filter(learned_at__gt=OuterRef("learned_at"))
_KNOWN_AT = Parameter("known_at", DateTimeField())

POINTS = Pages(
    BalanceReading.objects.filter(
        account_id=Parameter("account", UUIDField()), type=Parameter("type", CharField())
    ).annotate(
        superseded_amount=Subquery(_EARLIER.values("amount")[:1]),
        superseded_at=Subquery(_EARLIER.values("learned_at")[:1]),
    ),
    ReadingRow,
    order=["-as_of", "-id"],
    filters={
        "from": lambda rows: rows.filter(as_of__gte=Parameter("from", DateTimeField())),
        "to": lambda rows: rows.filter(as_of__lte=Parameter("to", DateTimeField())),
        "known_at": lambda rows: rows.filter(learned_at__lte=_KNOWN_AT).exclude(
            Exists(_LATER.filter(learned_at__lte=_KNOWN_AT))
        ),
        "now": lambda rows: rows.exclude(Exists(_LATER)),
    },
)


@query(
    "openbanking.balances.history",
    "1.0.0",
    input=OpenBankingBalanceHistoryInput,
    output=OpenBankingBalanceHistoryOutput,
    goal="Show how a balance moved, and what was believed of it at any time.",
    context="Two clocks: `from` and `to` are about the bank's time, `knownAt` about ours. Readings that "
    "came late or corrected others change the first view and never the second.",
    owners=["@platform.finance"],
    tags=["open-banking", "balances"],
    examples=examples.BALANCE_HISTORY,
    history={"1.0.0": "First version."},
)
def balance_history(
    tenant: Tenant,
    *,
    account_id: UUID,
    balance_type: str = "current",
    from_: datetime | None = None,
    to: datetime | None = None,
    known_at: datetime | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> BalanceHistory:
    """List what a balance of a bank account was over time, newest first."""
    check_accounts(tenant, [account_id])
    if from_ and to and from_ > to:
        raise problems.Invalid.at("from", "Lies after `to`. Swap the two.")
    page = POINTS.page(
        {
            "account": account_id,
            "type": canonical_type(balance_type),
            "from": from_,
            "to": to,
            "known_at": known_at,
            "now": True if known_at is None else None,
        },
        cursor=cursor,
        size=page_size,
    )
    return BalanceHistory(
        points=[_point(row) for row in page.rows], next_cursor=page.next_cursor, has_more=page.has_more
    )


def _point(row: ReadingRow) -> BalancePoint:
    return BalancePoint(
        account_id=row.account_id,
        balance_type=row.type,
        amount=row.amount,
        currency=currency_code(row.currency),
        as_of=row.as_of,
        learned_at=row.learned_at,
        metadata=PointMetadata(
            provenance=PointProvenance(
                source="powens",
                field=row.source_field,
                kind="derived" if row.derived else "delivered",
                sync_run_id=row.run_id,
            ),
            supersedes=_superseded(row),
            ticker=ticker_of(row.currency),
        ),
    )


def _superseded(row: ReadingRow) -> Superseded | None:
    amount, at = row.superseded_amount, row.superseded_at
    return None if amount is None or at is None else Superseded(amount=amount, learned_at=at)
