"""Each account over some instants: where it counts, and with which figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, Protocol
from uuid import UUID

from openbanking.balances.duplicates import same_accounts, the_one_that_counts
from openbanking.models import Kind
from openbanking.networth.accounts import AccountRow
from openbanking.networth.figures import Figure, figures_at


@dataclass(frozen=True, slots=True)
class Absent:
    """The account does not count: it is not there, or it is counted through another connection."""


ABSENT: Final = Absent()
# Without a figure, an account that counts is one whose figure is missing.
Held = Figure | Absent | None


class Counted(Protocol):
    """What a net worth is made of: an account at a bank, or one that is kept by hand."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def currency(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Position:
    """What is known of an account at each of the instants asked for."""

    account: Counted
    held: Sequence[Held]

    def currency_of(self, held: Figure | None) -> str:
        """Return in which currency it counts: its figure's, or its own where there is none."""
        return self.account.currency if held is None else held.currency


def positions_of(
    accounts: Sequence[AccountRow], instants: Sequence[datetime], *, known_at: datetime
) -> list[Position]:
    """Return accounts over the instants, which ascend, as they were known at a time."""
    if not accounts:
        return []
    figures = figures_at([each.id for each in accounts], instants, known_at=known_at)
    return positions_with(accounts, figures, instants)


def positions_with(
    accounts: Sequence[AccountRow],
    figures: Mapping[UUID, Sequence[Figure | None]],
    instants: Sequence[datetime],
) -> list[Position]:
    """Return the accounts of one tenant over the instants, given the figures they had at each."""
    unknown = [None] * len(instants)
    held = {
        account: _there(figures.get(account.id, unknown), account.there(instants))
        for account in accounts
    }
    for twins in same_accounts(accounts):
        _count_once({each: held[each] for each in twins})
    return [Position(account, each) for account, each in held.items()]


def _there(figures: Sequence[Figure | None], there: range) -> list[Held]:
    before: list[Held] = [ABSENT] * there.start
    after: list[Held] = [ABSENT] * (len(figures) - max(there.start, there.stop))
    return [*before, *figures[there.start : there.stop], *after]


def _count_once(twins: dict[AccountRow, list[Held]]) -> None:
    """Let one of the accounts count at each instant, and the others not."""
    for index, held in enumerate(zip(*twins.values(), strict=True)):
        there = {account: each for account, each in zip(twins, held, strict=True) if each is not ABSENT}
        if len(there) > 1:
            counts = the_one_that_counts(there, has_figure=partial(_is_known, there))
            for account in there.keys() - {counts}:
                twins[account][index] = ABSENT


def _is_known(there: Mapping[AccountRow, Held], account: AccountRow) -> bool:
    return there[account] is not None
