"""What Powens gave of each product, or why it gave nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Generic, TypeVar

from openbanking.powens import payloads
from openbanking.powens.payloads import Rows
from openbanking.sync.products import Product

Row = TypeVar("Row", bound=payloads.OfAccount)


class Outcome(Enum):
    """What became of asking for a product."""

    NOT_ASKED = auto()
    DELIVERED = auto()
    UNAVAILABLE = auto()


@dataclass(slots=True)
class Delivery(Generic[Row]):
    """The rows of a product by their account; with `trouble`, not all of it could be read.

    `settled` are the accounts that were read before under the ids they are listed by: what is not listed
    of others may be still to come.
    """

    product: Product
    outcome: Outcome = Outcome.NOT_ASKED
    trouble: str = ""
    settled: set[str] = field(default_factory=set)
    unreadable: list[payloads.Unreadable] = field(default_factory=list)
    _rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def take(self, found: Rows[Row] | None, *, settled: Iterable[str]) -> None:
        """Take in what was given; None is what an application is given that has not the product."""
        if found is None:
            self.outcome = Outcome.UNAVAILABLE
            return
        self.outcome, self.unreadable, self.settled = Outcome.DELIVERED, found.unreadable, set(settled)
        for row in found.rows:
            self._rows[str(row.id_account)].append(row)

    def rows_of(self, account: str) -> list[Row]:
        """Return the rows of an account."""
        return self._rows.get(account, [])

    def unread_of(self, account: str | None) -> list[payloads.Unreadable]:
        """Return the rows of an account that could not be read; of None, those of nobody knows which."""
        return [each for each in self.unreadable if each.id_account == account]

    def is_whole(self, account: str) -> bool:
        """Tell whether an account has nothing of the product but what is listed."""
        return (
            self.outcome is Outcome.DELIVERED
            and not self.trouble
            and account in self.settled
            and not self.unread_of(account)
            and not self.unread_of(None)
        )


@dataclass(slots=True, kw_only=True)
class Wealth:
    """What the accounts of one Powens user hold and owe, with the histories of some lines, by id."""

    lines: Delivery[payloads.Investment] = field(default_factory=lambda: Delivery(Product.HOLDINGS))
    histories: dict[str, Rows[payloads.InvestmentValue]] = field(default_factory=dict)
    pockets: Delivery[payloads.Pocket] = field(default_factory=lambda: Delivery(Product.POCKETS))
    orders: Delivery[payloads.MarketOrder] = field(default_factory=lambda: Delivery(Product.ORDERS))
    payments: Delivery[payloads.LoanAmortization] = field(
        default_factory=lambda: Delivery(Product.PAYMENTS)
    )
    owners: Delivery[payloads.AccountOwnership] = field(default_factory=lambda: Delivery(Product.OWNERS))

    def deliveries(self) -> Iterator[Delivery[Any]]:
        """Yield what became of each product."""
        yield from (self.lines, self.pockets, self.orders, self.payments, self.owners)
