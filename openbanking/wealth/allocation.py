"""How much of an account's balance its lines account for.

The two need not agree: there may be cash outside of the lines, and lines that are still being imported.
The difference is given as it is; nothing is made up to fill it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from openbanking.fields import difference, total
from openbanking.models import Balance, BalanceType, Holding


class Line(Protocol):
    """A line at some time, as far as it adds to a sum."""

    @property
    def valuation(self) -> Decimal | None: ...
    @property
    def currency(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A balance, what the lines are worth together, and how many lines have no valuation."""

    account_id: UUID
    currency: str
    balance: Decimal
    valuation: Decimal
    unvalued: int

    @property
    def difference(self) -> Decimal:
        """Return what the lines lack of the balance; below zero where they are worth more."""
        return difference(self.balance, self.valuation)


def allocate(
    account_id: UUID, balance: Decimal, currency: str, lines: Iterable[Line]
) -> Allocation | None:
    """Hold a balance against lines of the same time; cash that is a line counts as one.

    None where there are no lines, or one is in another currency: nothing is converted.
    """
    listed = list(lines)
    if not listed or any(each.currency != currency for each in listed):
        return None
    valued = [each.valuation for each in listed if each.valuation is not None]
    return Allocation(
        account_id=account_id,
        currency=currency,
        balance=balance,
        valuation=total(*valued),
        unvalued=len(listed) - len(valued),
    )


def allocations(account_ids: Iterable[UUID]) -> dict[UUID, Allocation]:
    """Hold the current balances of accounts against the lines they have now, by the account's id.

    Accounts without lines or without a balance are not among them. Two statements.
    """
    ids = list(account_ids)
    lines: dict[UUID, list[Holding]] = defaultdict(list)
    for line in Holding.objects.live().filter(account__in=ids):
        lines[line.account_id].append(line)
    found = (
        allocate(balance.account_id, balance.amount, balance.currency, lines[balance.account_id])
        for balance in Balance.objects.filter(account__in=list(lines), type=BalanceType.CURRENT)
    )
    return {each.account_id: each for each in found if each is not None}
