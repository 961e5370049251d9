"""Everything a family has, line by line: accounts at banks and what is kept by hand, in groups."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from openbanking.balances.duplicates import counted_through_another
from openbanking.balances.freshness import Freshness, reason_text
from openbanking.balances.kinds import kind_of
from openbanking.dashboard.charts import Trend, trend_of
from openbanking.dashboard.currencies import shown_currency
from openbanking.dashboard.family import FamilyPage
from openbanking.fields import total
from openbanking.manual.values import with_value
from openbanking.models import Kind, ManualAccount
from openbanking.models.ibans import matching_iban
from openbanking.networth.days import end_of
from openbanking.networth.figures import figures_at
from openbanking.operations.accounts.list import AccountPage
from openbanking.operations.accounts.record import BankAccount

TREND_DAYS = 30
# How many lines of a group are shown until all are asked for.
SHOWN = 25
# So few beyond these are not worth a question.
FEW = 5
# How the lines may be grouped, by the word for it in the address.
GROUPINGS = ("kind", "bank")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An account with what is shown of it; without an amount its figure is unknown."""

    id: UUID
    name: str
    bank: str
    kind: Kind
    amount: Decimal | None
    currency: str
    read_at: datetime | None = None
    valued_on: date | None = None
    freshness: Freshness = Freshness.FRESH
    reason: str = ""
    trend: Trend | None = None
    by_hand: bool = False
    mine: bool = False
    counted_elsewhere: bool = False

    @property
    def is_stale(self) -> bool:
        """Tell whether the figure may not be the bank's present one."""
        return self.freshness is not Freshness.FRESH


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines under one heading, with their sum in each currency; what is seen twice counts once."""

    title: str
    lines: Sequence[Line]
    most: int | None = None

    @property
    def shown(self) -> Sequence[Line]:
        """Return the lines that are shown; a few more than `most` are shown too."""
        return self.lines if self.hidden == 0 else self.lines[: self.most]

    @property
    def hidden(self) -> int:
        """Return how many lines are not shown."""
        beyond = 0 if self.most is None else len(self.lines) - self.most
        return beyond if beyond > FEW else 0

    @property
    def subtotals(self) -> list[tuple[Decimal, str]]:
        """Return the sums and their currencies."""
        found: dict[str, list[Decimal]] = defaultdict(list)
        for line in self.lines:
            if line.amount is not None and not line.counted_elsewhere:
                found[line.currency].append(line.amount)
        return [(total(*amounts), currency) for currency, amounts in sorted(found.items())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """How old the figures are: how many accounts are up to date, and since when the oldest is."""

    fresh: int
    accounts: int
    oldest: datetime | None


def lines_of(page: FamilyPage) -> list[Line]:
    """Return the lines of a family: what is at banks by bank and name, then what is kept by hand."""
    pages = page.ask_all("openbanking.accounts.list", AccountPage)
    accounts = [each for found in pages for each in found.accounts]
    twins = _counted_elsewhere(accounts)
    accounts.sort(key=lambda each: (each.institution_name, each.display_name, each.id))
    lines = [_line(each, twice=each.id in twins, mine=each.user_id == page.user.pk) for each in accounts]
    return [*lines, *_kept_by_hand(page.family.id, now=page.now)]


def grouped(lines: Iterable[Line], by: str, *, most: int | None = None) -> list[Group]:
    """Return the lines by kind, in the order kinds are shown, or by bank, what is at none last.

    Of each group some `most` lines are shown, all of them where none is given.
    """
    found: dict[tuple[int, str], list[Line]] = defaultdict(list)
    order = list(Kind)
    for line in lines:
        if by == "kind":
            found[order.index(line.kind), gettext(str(line.kind.label))].append(line)
        else:
            found[int(line.by_hand), line.bank].append(line)
    return [Group(title=title, lines=each, most=most) for (_, title), each in sorted(found.items())]


def age_of(lines: Iterable[Line]) -> Age:
    """Say how old the figures of the accounts at banks are."""
    at_banks = [each for each in lines if not each.by_hand]
    counts = Counter(each.freshness for each in at_banks)
    read = [each.read_at for each in at_banks if each.read_at is not None]
    return Age(fresh=counts[Freshness.FRESH], accounts=len(at_banks), oldest=min(read, default=None))


def _line(account: BankAccount, *, twice: bool, mine: bool) -> Line:
    return Line(
        id=account.id,
        name=account.display_name,
        bank=account.institution_name,
        kind=kind_of(account.account_type),
        amount=account.balance,
        currency=shown_currency(account),
        read_at=account.last_synced_at,
        freshness=Freshness(account.metadata.freshness),
        reason=reason_text(account.metadata.stale_reason or ""),
        mine=mine,
        counted_elsewhere=twice,
    )


def with_trends(groups: Sequence[Group], *, now: datetime) -> list[Group]:
    """Return the groups, their lines that are shown with the trend of their figures."""
    trends = _trends([each.id for group in groups for each in group.shown if not each.by_hand], now=now)
    return [
        replace(
            group,
            lines=[
                replace(line, trend=trends.get(line.id)) if line.id in trends else line
                for line in group.lines
            ],
        )
        for group in groups
    ]


def _trends(accounts: Sequence[UUID], *, now: datetime) -> dict[UUID, Trend | None]:
    """Return the trend lines over the last days, at whose ends each account had its figure."""
    if not accounts:
        return {}
    days = [end_of((now - timedelta(days=back)).date()) for back in range(TREND_DAYS, 0, -1)]
    figures = figures_at(accounts, [*days, now], known_at=now)
    return {
        account: trend_of([None if each is None else each.amount for each in held])
        for account, held in figures.items()
    }


@dataclass(frozen=True, slots=True)
class _Identified:
    """An account as those that are one at the bank are found."""

    pk: UUID
    matching_iban: str
    currency: str
    bank_updated_at: datetime | None
    amount: Decimal | None


def _counted_elsewhere(accounts: Iterable[BankAccount]) -> set[UUID]:
    """Return the ids of the accounts that count through another one, which is the same at the bank."""
    accounts = sorted(accounts, key=lambda each: each.id)
    seen = Counter(each.iban for each in accounts if each.iban)
    identified = [
        _Identified(
            each.id, matching_iban(each.iban), shown_currency(each), each.last_synced_at, each.balance
        )
        for each in accounts
        if each.iban and seen[each.iban] > 1
    ]
    return set(counted_through_another(identified, has_figure=lambda each: each.amount is not None))


def _kept_by_hand(tenant: UUID, *, now: datetime) -> list[Line]:
    """Return what was ever valued and counts by itself, with its latest value."""
    accounts = ManualAccount.objects.counted().filter(tenant=tenant).order_by("name", "pk")
    # The value and its day are annotations, which the model does not have.
    valued: Iterable[Any] = with_value(accounts, on=now.date(), known_at=now)
    return [
        Line(
            id=each.pk,
            name=each.name,
            bank=gettext("Kept by hand"),
            kind=Kind(each.kind),
            amount=each.value,
            currency=each.currency,
            valued_on=each.valued_on,
            by_hand=True,
        )
        for each in valued
        if each.valued_on is not None
    ]
