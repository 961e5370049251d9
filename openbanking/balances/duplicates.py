"""The same account at a bank, seen through two connections: money that exists once.

Such accounts share a valid IBAN and a currency. Both are kept as they are; only what is added up leaves
all but one of them out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Protocol, TypeVar
from uuid import UUID

from openbanking.models import Account, Connection

NEVER = datetime.min.replace(tzinfo=UTC)


class Identified(Protocol):
    """An account with what tells whether another is the same one."""

    @property
    def pk(self) -> UUID: ...
    @property
    def matching_iban(self) -> bytes | str: ...
    @property
    def currency(self) -> str: ...
    @property
    def bank_updated_at(self) -> datetime | None: ...


Each = TypeVar("Each", bound=Identified)


def counted_through_another(
    accounts: Iterable[Each], *, has_figure: Callable[[Each], bool]
) -> dict[UUID, Each]:
    """Return those that do not count by themselves, each with the one that counts instead."""
    instead: dict[UUID, Each] = {}
    for twins in same_accounts(accounts):
        counts = the_one_that_counts(twins, has_figure=has_figure)
        instead |= {each.pk: counts for each in twins if each is not counts}
    return instead


def same_accounts(accounts: Iterable[Each]) -> list[list[Each]]:
    """Return the accounts that are one at the bank, together, the one that was there first in front."""
    same: dict[tuple[bytes | str, str], list[Each]] = defaultdict(list)
    for account in accounts:
        if iban := account.matching_iban:
            same[iban, account.currency].append(account)
    return [sorted(twins, key=lambda each: each.pk) for twins in same.values() if len(twins) > 1]


def the_one_that_counts(twins: Iterable[Each], *, has_figure: Callable[[Each], bool]) -> Each:
    """Return which of the accounts that are one counts.

    One that has a figure counts before one that has none, then the one the bank was read through last,
    then the one that was there first.
    """
    return max(twins, key=lambda each: (has_figure(each), each.bank_updated_at or NEVER))


def connected_twice(accounts: Iterable[Account]) -> set[UUID]:
    """Return the ids of connections that show a member no account but what another shows of that bank.

    Accounts come with their connection; those without a valid IBAN cannot be compared. Of two that show
    the same, the later one is meant.
    """
    shown: dict[Connection, set[tuple[bytes, str]]] = defaultdict(set)
    for account in accounts:
        if iban := account.matching_iban:
            shown[account.connection].add((iban, account.currency))
    doubled: set[UUID] = set()
    for connection in sorted(shown, key=lambda each: each.pk, reverse=True):
        if any(
            other.pk not in doubled | {connection.pk}
            and other.powens_user_id == connection.powens_user_id
            and other.institution_id == connection.institution_id
            and shown[connection] <= shown[other]
            for other in shown
        ):
            doubled.add(connection.pk)
    return doubled
