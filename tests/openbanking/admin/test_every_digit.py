"""The admin shows an amount with every digit that is stored, on lists and on pages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from hypothesis import given

from openbanking.admin.formatting import money
from openbanking.balances.formatting import MINUS, THIN_SPACE
from openbanking.models import (
    Account,
    Balance,
    BalanceReading,
    Discrepancy,
    Holding,
    HoldingReading,
    HoldingValue,
    Loan,
    LoanPayment,
    MarketOrder,
    Pocket,
    QuarantinedReading,
    Transaction,
)
from tests import factories
from tests.amounts import WIDE, amounts


def digits_of(text: str) -> str:
    return text.replace(THIN_SPACE, "").replace(MINUS, "-")


@given(amounts())
def test_any_amount_is_shown_in_full(amount):
    text, _, currency = strip_tags(money(amount, "EUR")).partition(" ")
    assert (Decimal(digits_of(text)), currency) == (amount, "EUR")


@pytest.fixture
def wide(account: Account) -> Account:
    """An account on which everything there is amounts to as much as a column holds."""
    Account.objects.update(coming=WIDE, valuation=WIDE, gain=WIDE)
    factories.make_balance(account, str(WIDE))
    factories.make_reading(account, str(WIDE))
    abroad = {"original_amount": WIDE, "commission": WIDE, "gross_amount": WIDE}
    factories.make_transaction(account, str(WIDE), **abroad)
    Loan.objects.create(account=account, total_amount=WIDE, rate=WIDE, next_payment_amount=WIDE)
    factories.make_quarantined_reading(account, str(WIDE), last_good=WIDE, coming=WIDE)
    Discrepancy.objects.create(
        kind="ledger",
        powens_user=account.connection.powens_user,
        account=account,
        currency="EUR",
        amount=WIDE.copy_negate(),
        began_on=factories.NOW,
    )
    hold_wide(account)
    return account


def hold_wide(account: Account) -> None:
    """Let an account hold and owe as much as a column holds."""
    figures = {"quantity": WIDE, "unit_value": WIDE, "gain": WIDE, "security_valuation": WIDE}
    holding = factories.make_holding(account, str(WIDE), **figures)
    factories.make_holding_reading(holding, str(WIDE), **figures)
    factories.make_holding_value(holding, str(WIDE), security_unit_value=WIDE)
    factories.make_pocket(holding, quantity=WIDE, value=WIDE)
    factories.make_order(account, quantity=WIDE, amount=WIDE, limit_price=WIDE)
    factories.make_payment(account, total=WIDE, principal=WIDE, interest=WIDE, remaining=WIDE)


@pytest.mark.parametrize(
    ("model", "on_list", "on_page"),
    [
        (Account, 1, 13),
        (Balance, 1, 1),
        (BalanceReading, 1, 1),
        (Transaction, 1, 4),
        (QuarantinedReading, 2, 3),
        (Discrepancy, 1, 1),
        (Holding, 4, 5),
        (HoldingReading, 4, 5),
        (HoldingValue, 2, 2),
        (Pocket, 2, 2),
        (MarketOrder, 2, 3),
        (LoanPayment, 4, 4),
    ],
)
def test_stored_amount_is_shown_in_full(staff, wide, model, on_list, on_page):
    name = f"admin:openbanking_{model._meta.model_name}"
    listed = staff.get(reverse(f"{name}_changelist")).content.decode()
    page = staff.get(reverse(f"{name}_change", args=[model.objects.get().pk])).content.decode()
    shown = [digits_of(text).count(str(WIDE)) for text in (listed, page)]
    assert shown == [on_list, on_page]
