"""Kinds: every type Powens lists has one, any other is `other`, and what is owed is told apart."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openbanking.balances.derivation import SPENDABLE
from openbanking.balances.kinds import KINDS, TYPES, is_liability, is_listed, kind_of
from openbanking.models import Kind
from openbanking.sandbox.world.catalogue import ACCOUNT_TYPES


@pytest.mark.parametrize(
    ("account_type", "kind"),
    [
        ("checking", "cash"),
        ("livret_a", "savings"),
        ("cat", "savings"),
        ("market", "securities"),
        ("lifeinsurance", "life_insurance"),
        ("perco", "retirement"),
        ("pee", "employee_savings"),
        ("real_estate", "property"),
        ("mortgage", "loans"),
        ("card", "cards"),
        ("unknown", "other"),
    ],
)
def test_type_has_its_kind(account_type, kind):
    assert kind_of(account_type) == kind


def test_every_type_of_powens_is_listed_and_no_other():
    assert set(ACCOUNT_TYPES) == KINDS.keys()


def test_type_that_is_not_listed_is_other():
    assert kind_of("solar_share") is Kind.OTHER
    assert not is_listed("solar_share")


def test_type_is_listed_under_one_kind_only():
    assert list(TYPES) == list(Kind)
    assert sum(map(len, TYPES.values())) == len(KINDS)


def test_what_can_be_spent_is_cash_or_savings():
    assert {kind_of(account_type) for account_type in SPENDABLE} == {Kind.CASH, Kind.SAVINGS}


@pytest.mark.parametrize(
    ("kind", "amount", "owed"),
    [
        (Kind.CASH, "10", False),
        (Kind.CASH, "0", False),
        (Kind.CASH, "-0.01", True),
        (Kind.LOANS, "-182340.11", True),
        (Kind.LOANS, "182340.11", True),
        (Kind.CARDS, "-842.17", True),
        (Kind.PROPERTY, "350000", False),
        (Kind.SECURITIES, "-3", False),
    ],
)
def test_liability_is_told_by_kind_and_cash_by_its_sign(kind, amount, owed):
    assert is_liability(kind, Decimal(amount)) is owed
