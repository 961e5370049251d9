"""What Powens gives of accounts beside balances and transactions, where it is switched on."""

from __future__ import annotations

from enum import StrEnum

from openbanking.wealth.kinds import (
    can_have_orders,
    can_have_pockets,
    can_have_schedule,
    can_hold_lines,
)


class Product(StrEnum):
    """The products, named as the counts of a run name them."""

    HOLDINGS = "holdings"
    POCKETS = "pockets"
    ORDERS = "orders"
    PAYMENTS = "payments"
    OWNERS = "owners"

    @property
    def words(self) -> str:
        """Return what the rows of it are called."""
        return _WORDS[self]

    @property
    def row(self) -> str:
        """Return what one row of it is called."""
        return self.words.removesuffix("s")

    def is_for(self, kind: str) -> bool:
        """Tell whether accounts of this kind can have it; any can have owners."""
        return self not in _KINDS or _KINDS[self](kind)


_WORDS = {
    Product.HOLDINGS: "holdings",
    Product.POCKETS: "pockets",
    Product.ORDERS: "market orders",
    Product.PAYMENTS: "loan payments",
    Product.OWNERS: "account owners",
}
_KINDS = {
    Product.HOLDINGS: can_hold_lines,
    Product.POCKETS: can_have_pockets,
    Product.ORDERS: can_have_orders,
    Product.PAYMENTS: can_have_schedule,
}
