"""What was odd in what Powens sent, but did not stop the sync: one object each, one sentence each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from openbanking.sync.products import Product


class WarningKind(StrEnum):
    """What can be odd."""

    ACCOUNT_LEFT_OUT = "account_left_out"
    TYPE_UNKNOWN = "type_unknown"
    BALANCE_MISSING = "balance_missing"
    BALANCE_IMPLAUSIBLE = "balance_implausible"
    TRANSACTION_LEFT_OUT = "transaction_left_out"
    AMOUNT_MISSING = "amount_missing"
    PRODUCT_UNREAD = "product_unread"
    ROW_LEFT_OUT = "row_left_out"
    FIGURES_LEFT_OUT = "figures_left_out"


SENTENCES = {
    WarningKind.ACCOUNT_LEFT_OUT: "Account {account} was left out: {reason}",
    WarningKind.TYPE_UNKNOWN: "Account {account} has an unknown type, {reason}; it counts as other.",
    WarningKind.BALANCE_MISSING: ("Account {account} has no usable balance; the last good one is kept."),
    WarningKind.BALANCE_IMPLAUSIBLE: (
        "Account {account} has an implausible balance; the last good one is served until staff decide."
    ),
    WarningKind.TRANSACTION_LEFT_OUT: "Transaction {transaction} was left out: {reason}",
    WarningKind.AMOUNT_MISSING: "Transaction {transaction} has no usable amount.",
    WarningKind.PRODUCT_UNREAD: (
        "The {words} were not read in full; what is missing is kept as it was: {reason}"
    ),
    WarningKind.ROW_LEFT_OUT: "{one} {row} of account {account} was left out: {reason}",
    WarningKind.FIGURES_LEFT_OUT: (
        "{one} {row} of account {account} lacks figures that no column holds: {reason}"
    ),
}
OF_TRANSACTIONS = frozenset({WarningKind.TRANSACTION_LEFT_OUT, WarningKind.AMOUNT_MISSING})


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncWarning:
    """One warning, by Powens' ids; an id is None where Powens gave none that could be read.

    `row` is one of a product: a holding, a pocket, an order. Loan payments and owners have no ids.
    """

    kind: WarningKind
    account: str | None
    transaction: str | None = None
    product: Product | None = None
    row: str | None = None
    reason: str = ""

    def __str__(self) -> str:
        return SENTENCES[self.kind].format(
            account=self.account or "without id",
            transaction=self.transaction or "without id",
            words=self.product.words if self.product else "",
            one=self.product.row.capitalize() if self.product else "",
            row=self.row or "without id",
            reason=self.reason,
        )

    @property
    def concerns_row(self) -> bool:
        """Tell whether it is about a row of an account rather than about the account as a whole."""
        return self.kind in OF_TRANSACTIONS or self.product is not None
