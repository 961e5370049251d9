"""Accounts that earn a return, from day to day: what they were worth, and what was booked on them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from openbanking.balances.duplicates import same_accounts
from openbanking.fields import difference
from openbanking.models import Kind, Nature, Tenant
from openbanking.networth.accounts import AccountRow, accounts_of
from openbanking.networth.courses import Joined, joined
from openbanking.networth.days import end_of
from openbanking.networth.entries import Entry, entries_of, listed_once
from openbanking.networth.figures import Figure
from openbanking.networth.positions import Counted, positions_of
from openbanking.returns.cash import cash_in

KINDS = (Kind.SECURITIES, Kind.LIFE_INSURANCE, Kind.RETIREMENT, Kind.EMPLOYEE_SAVINGS)
# A figure stands for the value of a day for so long.
HOLDS = timedelta(days=7)
DAY = timedelta(days=1)


class NoSuchAccount(Exception):
    """The tenant has no account of that id."""


class EarnsNothing(Exception):
    """The account is of a kind that no return is told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Investment:
    """An account that earns a return, or several that are one at the bank.

    `worth` is its figure at the end of each day that matters: the first, the last, and those before
    money came or went. `flows` are those of the entries that crossed its border, in order. `cash` is how
    much of it was lines of cash at the last day.
    """

    account: Counted
    first: date
    last: date
    worth: Mapping[date, Figure | None]
    entries: Sequence[Entry]
    flows: Sequence[Entry]
    cash: Decimal

    @property
    def opening(self) -> Figure | None:
        """Return the figure at the end of the first day."""
        return self.worth[self.first]

    @property
    def closing(self) -> Figure | None:
        """Return the figure at the end of the last day."""
        return self.worth[self.last]

    @property
    def currency(self) -> str:
        """Return in which currency it counts: its last figure's, or its own where there is none."""
        figure = self.closing or self.opening
        return figure.currency if figure else self.account.currency

    @property
    def is_covered(self) -> bool:
        """Tell whether its movement is known: recent figures at both ends, in one currency."""
        return all(
            figure is not None and figure.currency == self.currency and _stands(figure, day)
            for day, figure in ((self.first, self.opening), (self.last, self.closing))
        )

    @property
    def weight(self) -> Decimal:
        """Return its value that is no cash: at the last day, or at the first where it is gone since."""
        figure = self.closing or self.opening
        if figure is None:
            return Decimal(0)
        return max(difference(figure.amount, self.cash), Decimal(0))

    def before(self, day: date) -> Decimal | None:
        """Return what it was worth before money came or went on a day; None where no figure says so.

        A figure does not where it is old, or where money came or went after it.
        """
        figure = self.worth[day - DAY]
        if figure is None or figure.currency != self.currency or not _stands(figure, day - DAY):
            return None
        place = bisect_left(self.flows, day, key=lambda flow: flow.day)
        came_after = place > 0 and self.flows[place - 1].day > figure.as_of.date()
        return None if came_after else figure.amount


def investments_of(
    tenant: Tenant,
    account_id: UUID | None,
    first: date,
    last: date,
    *,
    known_at: datetime,
    among: Collection[UUID] | None = None,
) -> list[Investment]:
    """Return the accounts of a tenant that earn a return and count at some time between two days.

    With an id that one alone; with several, those `among` them alone. Raises NoSuchAccount, and
    EarnsNothing where it is of another kind. What is kept by hand is not among them: nobody books what
    is put into it.
    """
    accounts = _chosen(accounts_of(tenant, known_at=known_at, among=among), account_id)
    ids = [each.id for each in accounts]
    by_account: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in entries_of(ids, first, last):
        if entry.day > first:
            by_account[entry.account_id].append(entry)
    days = _days(by_account, first, last)
    positions = positions_of(accounts, [end_of(day) for day in days], known_at=known_at)
    cash = cash_in(ids, last, known_at=known_at)
    return [
        _investment(each, first, last, days, by_account, cash) for each in joined(accounts, positions)
    ]


def _investment(
    found: Joined,
    first: date,
    last: date,
    days: Sequence[date],
    entries: Mapping[UUID, Sequence[Entry]],
    cash: Mapping[tuple[UUID, str], Decimal],
) -> Investment:
    once = listed_once(entry for account in found.listed_by for entry in entries.get(account, ()))
    crossed = [entry for entry in once if entry.nature is Nature.EXTERNAL]
    return Investment(
        account=found.account,
        first=first,
        last=last,
        worth={day: found.figure(index) for index, day in enumerate(days)},
        entries=once,
        flows=sorted(crossed, key=lambda entry: entry.day),
        cash=cash.get((found.account.id, found.account.currency), Decimal(0)),
    )


def _chosen(accounts: Sequence[AccountRow], account_id: UUID | None) -> Sequence[AccountRow]:
    """Return those that earn a return: all, or one with those that are the same at the bank."""
    if account_id is None:
        return [each for each in accounts if each.kind in KINDS]
    found = next((each for each in accounts if each.id == account_id), None)
    if found is None:
        raise NoSuchAccount
    if found.kind not in KINDS:
        raise EarnsNothing
    return next((twins for twins in same_accounts(accounts) if found in twins), [found])


def _days(entries: Mapping[UUID, Sequence[Entry]], first: date, last: date) -> list[date]:
    """Return the days at whose ends values matter, in order."""
    flows = {
        entry.day - DAY for each in entries.values() for entry in each if entry.nature is Nature.EXTERNAL
    }
    return sorted({first, last, *flows})


def _stands(figure: Figure, day: date) -> bool:
    return day - figure.as_of.date() <= HOLDS
