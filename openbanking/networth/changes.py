"""Why net worth changed between the ends of two days: every amount of it under one heading.

An account with a figure at both ends moved by the difference. Its transactions of the days between say
what crossed its border, what it earned and what it cost; what they leave is the market's doing where the
value moves by itself, and unexplained elsewhere. An account with a figure at one end alone appeared or
is gone with all of it, whatever was booked on it.

Transfers between accounts of the tenant cancel. So does what a repayment of a loan pays back, with the
debt that shrank by it: repayments typed as such count against how much the tenant's loans in that
currency shrank, up to the smaller of the two, and what they exceed it by is fees, which are interest and
insurance. Without a loan that is seen at both ends a repayment is an external flow.

Why it is done so: docs/decisions/0021-why-it-changed.md and 0024-rows-of-statements-explain.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from openbanking.fields import difference, total
from openbanking.models import Kind, Nature, Tenant
from openbanking.networth.courses import Course, courses_of
from openbanking.networth.days import end_of
from openbanking.networth.entries import Entry, entries_of, imported_entries_of, listed_once
from openbanking.networth.manual_accounts import ManualRow
from openbanking.networth.postings import Part, Posting
from openbanking.networth.repayments import divided, is_repayment
from openbanking.networth.transfers import ARRIVES_WITHIN, Leg, transfers_among

# Their value moves by itself.
MOVING = frozenset(
    {
        *(Kind.SECURITIES, Kind.LIFE_INSURANCE, Kind.RETIREMENT, Kind.EMPLOYEE_SAVINGS),
        *(Kind.PROPERTY, Kind.OTHER),
    }
)
# A trade stays inside the account.
PARTS = {
    Nature.EXTERNAL: Part.EXTERNAL_FLOWS,
    Nature.INCOME: Part.INCOME,
    Nature.FEE: Part.FEES,
}
# What lies outside of the days finds its own other side first, so it is looked for twice as far.
AROUND = 2 * ARRIVES_WITHIN

Ledger = Mapping[UUID, Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class Movement:
    """How an account with figures at both ends moved, as far as its transactions say."""

    course: Course
    moved_by: Decimal
    flows: list[Posting] = field(default_factory=list)
    repayments: list[Entry] = field(default_factory=list)

    @property
    def rest(self) -> Decimal:
        """Return what the transactions do not say."""
        flows = total(*(each.amount for each in self.flows))
        return difference(self.moved_by, total(flows, *(each.amount for each in self.repayments)))


def postings_of(
    tenant: Tenant,
    first: date,
    last: date,
    *,
    known_at: datetime,
    among: Collection[UUID] | None = None,
) -> list[Posting]:
    """Return the net worth of a tenant at the ends of two days, and all that lies between.

    What it opens with and all the parts together are what it closes with, exactly, in each currency.
    With ids, it is that of the accounts among them: money from or to any other is an external flow.
    """
    courses = courses_of(tenant, end_of(first), end_of(last), known_at=known_at, among=among)
    ledger = _ledger(courses, first, last)
    transfers = transfers_among(
        Leg(course.account.id, course.currency, entry)
        for course in courses
        for entry in ledger[course.account.id]
        if entry.nature is Nature.EXTERNAL
    )
    movements = [
        _movement(course, moved_by, ledger[course.account.id], transfers, _days(course, first, last))
        for course in courses
        if (moved_by := course.moved_by) is not None
    ]
    return [
        *(posting for course in courses for posting in _ends(course, first, last)),
        *(posting for movement in movements for posting in movement.flows),
        *(_rest(movement, last) for movement in movements),
        *_repayments(movements, last),
    ]


def _ledger(courses: Sequence[Course], first: date, last: date) -> Ledger:
    """Return the entries of each course, and those around them that may be transfers."""
    by_account: dict[UUID, list[Entry]] = defaultdict(list)
    accounts = [account for course in courses for account in course.listed_by]
    manual = [course for course in courses if isinstance(course.account, ManualRow)]
    valued = min((_days(course, first, last)[0] for course in manual), default=first)
    imported = imported_entries_of([each.account.id for each in manual], valued, last, around=AROUND)
    begins = min([first, *(entry.day for entry in imported[:1])])
    for entry in (*entries_of(accounts, begins, last, around=AROUND), *imported):
        by_account[entry.account_id].append(entry)
    return {
        course.account.id: listed_once(
            entry for account in course.listed_by for entry in by_account[account]
        )
        for course in courses
    }


def _days(course: Course, first: date, last: date) -> tuple[date, date]:
    """Return after which day and until which one entries explain how an account moved.

    A bank's figure is of the day it is asked for, near enough. A value recorded by hand may be months
    old: what was booked since then is no part of it.
    """
    if isinstance(course.account, ManualRow) and course.opening and course.closing:
        return course.opening.as_of.date(), course.closing.as_of.date()
    return first, last


def _movement(
    course: Course,
    moved_by: Decimal,
    entries: Iterable[Entry],
    transfers: set[UUID],
    days: tuple[date, date],
) -> Movement:
    movement = Movement(course, moved_by)
    after, until = days
    for entry in entries:
        if not after < entry.day <= until or entry.nature is Nature.TRADE:
            continue
        part = Part.TRANSFERS if entry.id in transfers else PARTS[entry.nature]
        repays = part is Part.EXTERNAL_FLOWS and is_repayment(entry)
        if repays and course.account.kind is not Kind.LOANS:
            movement.repayments.append(entry)
        else:
            movement.flows.append(Posting(part, course.currency, entry.amount, entry.day))
    return movement


def _ends(course: Course, first: date, last: date) -> Iterator[Posting]:
    """Yield what an account opened and closed with, and what no transaction has a part in."""
    opening, learned, closing = course.opening, course.first_learned, course.closing
    moved = course.moved_by is not None
    if opening is not None and learned is not None:
        yield Posting(Part.OPENING, learned.currency, learned.amount, first)
        yield Posting(Part.CORRECTIONS, learned.currency, _negative(learned.amount), first)
        yield Posting(Part.CORRECTIONS, opening.currency, opening.amount, first)
        if not moved:
            yield Posting(Part.GONE, opening.currency, _negative(opening.amount), first)
    if closing is not None:
        yield Posting(Part.CLOSING, closing.currency, closing.amount, last)
        if not moved:
            yield Posting(Part.APPEARED, closing.currency, closing.amount, last)


def _rest(movement: Movement, last: date) -> Posting:
    moves = movement.course.account.kind in MOVING
    part = Part.MARKET_MOVEMENT if moves else Part.UNEXPLAINED
    return Posting(part, movement.course.currency, movement.rest, last)


def _repayments(movements: Sequence[Movement], last: date) -> Iterator[Posting]:
    """Yield what repayments cost, and take what they pay back off the rests of the loans."""
    shrunk: dict[str, list[Decimal]] = defaultdict(list)
    paid: dict[str, list[Entry]] = defaultdict(list)
    for movement in movements:
        paid[movement.course.currency] += movement.repayments
        if movement.course.account.kind is Kind.LOANS:
            shrunk[movement.course.currency].append(max(movement.rest, Decimal(0)))
    for currency, entries in paid.items():
        if currency not in shrunk:
            for entry in entries:
                yield Posting(Part.EXTERNAL_FLOWS, currency, entry.amount, entry.day)
            continue
        for each in divided(entries, total(*shrunk[currency])):
            yield Posting(Part.FEES, currency, _negative(each.cost), each.day)
            yield Posting(Part.UNEXPLAINED, currency, _negative(each.principal), last)


def _negative(amount: Decimal) -> Decimal:
    return difference(Decimal(0), amount)
