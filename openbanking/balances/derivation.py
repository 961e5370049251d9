"""From Powens' two amounts to our three balances: what each means is decided here and nowhere else.

`current` is what the bank shows, `expected` adds the operations it already knows of, and `available`
is derived from that for accounts one can spend from; credit lines are never counted as money.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from openbanking.fields import fits, plain, total
from openbanking.models import BalanceType

# Account types whose expected figure can be spent (Powens, Bank account types page).
SPENDABLE = frozenset(
    {
        "checking",
        "savings",
        "deposit",
        "livret_a",
        "livret_b",
        "ldds",
        "lep",
        "csl",
        "cel",
        "pel",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An amount, and whether Powens delivered it or we derived it."""

    type: BalanceType
    amount: Decimal
    source_field: str
    derived: bool


def figures_of(
    *,
    account_type: str,
    balance: Decimal | None,
    coming: Decimal | None,
    coming_balance: Decimal | None,
    derive_available: bool,
) -> list[Figure]:
    """Return the balances an account has, `current` first; a null balance makes no figure of it.

    Amounts are signed, in the account's currency. Without a known `coming` there is nothing to
    expect; with one, Powens' own `coming_balance` wins over our sum. A sum no column holds is unknown.
    """
    figures = []
    if balance is not None:
        figures.append(
            Figure(
                type=BalanceType.CURRENT,
                amount=plain(balance),
                source_field="balance",
                derived=False,
            )
        )
    expected = _expected(balance, coming, coming_balance)
    if expected is not None:
        if derive_available and account_type in SPENDABLE:
            figures.append(
                Figure(
                    type=BalanceType.AVAILABLE,
                    amount=expected.amount,
                    source_field=expected.source_field,
                    derived=True,
                )
            )
        figures.append(expected)
    return figures


def _expected(
    balance: Decimal | None, coming: Decimal | None, coming_balance: Decimal | None
) -> Figure | None:
    if coming is None:
        return None
    if coming_balance is not None:
        return Figure(
            type=BalanceType.EXPECTED,
            amount=plain(coming_balance),
            source_field="coming_balance",
            derived=False,
        )
    if balance is None or not fits(expected := total(balance, coming)):
        return None
    return Figure(
        type=BalanceType.EXPECTED,
        amount=expected,
        source_field="balance+coming",
        derived=True,
    )
