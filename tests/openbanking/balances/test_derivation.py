"""What each balance means, and what is never made up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openbanking.balances.derivation import SPENDABLE, Figure, figures_of
from openbanking.models import BalanceType


def figures(
    account_type: str = "checking",
    balance: str | None = "100.00",
    coming: str | None = None,
    coming_balance: str | None = None,
    derive_available: bool = True,
) -> dict[str, Figure]:
    amounts: dict[str, Decimal | None] = {
        "balance": Decimal(balance) if balance else None,
        "coming": Decimal(coming) if coming else None,
        "coming_balance": Decimal(coming_balance) if coming_balance else None,
    }
    return {
        figure.type: figure
        for figure in figures_of(account_type=account_type, derive_available=derive_available, **amounts)
    }


def test_current_is_the_balance_as_delivered():
    current = figures(balance="-12.34")["current"]
    assert (current.amount, current.source_field, current.derived) == (
        Decimal("-12.34"),
        "balance",
        False,
    )


def test_null_balance_makes_no_figure():
    assert figures(balance=None) == {}


def test_zero_is_a_figure():
    assert figures(balance="0")["current"].amount == 0


def test_expected_is_powens_own_where_it_gives_one():
    expected = figures(coming="-10", coming_balance="91.00")["expected"]
    assert (expected.amount, expected.derived) == (Decimal(91), False)


def test_expected_is_derived_from_coming_otherwise():
    expected = figures(coming="-10.50")["expected"]
    assert (expected.amount, expected.derived) == (Decimal("89.50"), True)


def test_nothing_is_expected_without_coming():
    assert "expected" not in figures(coming_balance="91.00")


def test_derived_sum_keeps_every_digit():
    expected = figures(balance="12345678901234567890.000000000000000001", coming="-0.1")["expected"]
    assert expected.amount == Decimal("12345678901234567889.900000000000000001")


@pytest.mark.parametrize("account_type", sorted(SPENDABLE))
def test_available_is_derived_for_deposit_accounts(account_type: str):
    available = figures(account_type, coming="-10")["available"]
    assert (available.amount, available.derived) == (Decimal(90), True)


@pytest.mark.parametrize("account_type", ["card", "loan", "market", "lifeinsurance", "brandnew"])
def test_available_is_never_derived_for_others(account_type: str):
    assert "available" not in figures(account_type, coming="-10")


def test_available_can_be_switched_off():
    assert "available" not in figures(coming="-10", derive_available=False)


def test_current_comes_first():
    given = figures_of(
        account_type="checking",
        balance=Decimal(1),
        coming=Decimal(0),
        coming_balance=None,
        derive_available=True,
    )
    assert [figure.type for figure in given] == list(BalanceType)
