"""Each account from one instant to another: what it held at both, as one where twins hand over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Joined:
    """An account over some instants, or several that are one at the bank and hand over to one another.

    `account` is the one that counts last, and `listed_by` are those that count at some instant.
    """

    account: Counted
    listed_by: Sequence[UUID]
    held: Sequence[Held]

    def figure(self, index: int) -> Figure | None:
        """Return the figure at an instant, by its number; None where none counts."""
        held = self.held[index]
        return held if isinstance(held, Figure) else None


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
    manual = manual_positions(tenant, instants, known_at=known_at, among=among)
    by_hand = [_as_one([each]) for each in manual]
    opened = [figure for each in by_hand if each and (figure := each.figure(0))]
    recorded = first_recorded_figures(opened, known_at=known_at)
    at_first = {figure.account_id: figure for figure in (*learned, *recorded)}
    return [_course(each, at_first) for each in (*joined(accounts, positions), *by_hand) if each]


def joined(accounts: Sequence[AccountRow], positions: Sequence[Position]) -> Iterator[Joined]:
    """Yield what counts at some instant, accounts that are one at the bank as one."""
    by_account = {each.account.id: each for each in positions}
    groups = [[by_account.pop(each.id) for each in twins] for twins in same_accounts(accounts)]
    for group in (*groups, *([each] for each in by_account.values())):
        found = _as_one(group)
        if found is not None:
            yield found


def _as_one(group: Sequence[Position]) -> Joined | None:
    """Return positions of which no more than one counts at an instant as one; None where none does."""
    counting = [
        next((position for position in group if position.held[index] is not ABSENT), None)
        for index in range(len(group[0].held))
    ]
    there = [position for position in counting if position]
    if not there:
        return None
    return Joined(
        account=there[-1].account,
        listed_by=list(dict.fromkeys(position.account.id for position in there)),
        held=[
            ABSENT if position is None else position.held[index]
            for index, position in enumerate(counting)
        ],
    )


def _course(found: Joined, at_first: Mapping[UUID, Figure]) -> Course:
    opening = found.figure(0)
    return Course(
        account=found.account,
        listed_by=found.listed_by,
        opening=opening,
        closing=found.figure(-1),
        first_learned=at_first[opening.account_id] if opening else None,
    )
