"""Each account from one instant to another: what it held at both, as one where twins hand over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from openbanking.balances.duplicates import same_accounts
from openbanking.fields import difference
from openbanking.models import Tenant
from openbanking.networth.accounts import AccountRow, accounts_of
from openbanking.networth.figures import Figure, first_learned_figures
from openbanking.networth.manual_accounts import first_recorded_figures, manual_positions
from openbanking.networth.positions import ABSENT, Counted, Held, Position, positions_of


@dataclass(frozen=True, slots=True)
class Course:
    """An account that counts at one of two instants, with its figures at both.

    `first_learned` is what was first learned of the time that `opening` is of: it differs where the
    bank's figure was corrected, or the value somebody had recorded.
    """

    account: Counted
    listed_by: Sequence[UUID]
    opening: Figure | None
    closing: Figure | None
    first_learned: Figure | None

    @property
    def currency(self) -> str:
        """Return in which currency it counts: its last figure's, or its own where there is none."""
        figure = self.closing or self.opening
        return figure.currency if figure else self.account.currency

    @property
    def moved_by(self) -> Decimal | None:
        """Return by how much it moved; None unless it has a figure at both instants, in one currency."""
        if self.opening is None or self.closing is None:
            return None
        if self.opening.currency != self.closing.currency:
            return None
        return difference(self.closing.amount, self.opening.amount)


def courses_of(
    tenant: Tenant,
    first: datetime,
    last: datetime,
    *,
    known_at: datetime,
    among: Collection[UUID] | None = None,
) -> list[Course]:
    """Return what a tenant had at the first or the last of two instants, as it is known.

    With ids, only what it had on the accounts among them.
    """
    instants = [first, last]
    accounts = accounts_of(tenant, known_at=known_at, among=among)
    positions = positions_of(accounts, instants, known_at=known_at)
    learned = first_learned_figures([each.id for each in accounts], first, known_at=known_at)
    by_hand = manual_positions(tenant, instants, known_at=known_at, among=among)
    opened = [each.held[0] for each in by_hand if isinstance(each.held[0], Figure)]
    recorded = first_recorded_figures(opened, known_at=known_at)
    at_first = {figure.account_id: figure for figure in (*learned, *recorded)}
    return [
        course
        for group in (*_joined(accounts, positions), *([each] for each in by_hand))
        if (course := _course(group, at_first)) is not None
    ]


def _joined(
    accounts: Sequence[AccountRow], positions: Sequence[Position]
) -> Iterator[Sequence[Position]]:
    """Yield the positions of accounts that are one at the bank together, and each other by itself."""
    by_account = {each.account.id: each for each in positions}
    for twins in same_accounts(accounts):
        yield [by_account.pop(each.id) for each in twins]
    yield from ([each] for each in by_account.values())


def _course(group: Sequence[Position], at_first: dict[UUID, Figure]) -> Course | None:
    """Return the course of accounts of which no more than one counts at a time; None where none does."""
    opens, closes = (_counting(group, index) for index in (0, 1))
    there = closes or opens
    if there is None:
        return None
    opening = _figure(opens.held[0]) if opens else None
    return Course(
        account=there.account,
        listed_by=list(dict.fromkeys(each.account.id for each in (opens, closes) if each)),
        opening=opening,
        closing=_figure(closes.held[1]) if closes else None,
        first_learned=at_first[opening.account_id] if opening else None,
    )


def _counting(group: Sequence[Position], index: int) -> Position | None:
    return next((each for each in group if each.held[index] is not ABSENT), None)


def _figure(held: Held) -> Figure | None:
    return held if isinstance(held, Figure) else None
