"""What lines leave of a balance, to the last digit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from openbanking.fields import difference, total
from openbanking.models import Holding
from openbanking.wealth.allocation import allocate, allocations
from tests import factories
from tests.amounts import WIDE, amounts


def lines(*valuations, currency="EUR"):
    return [Holding(valuation=each, currency=currency) for each in valuations]


def stated(*asked):
    found = allocate(*asked)
    assert found is not None
    return found


@given(balance=amounts(), valuations=st.lists(amounts(), min_size=1, max_size=5))
def test_balance_is_the_lines_and_the_difference(account_id, balance, valuations):
    found = stated(account_id, balance, "EUR", lines(*valuations))
    assert total(found.valuation, found.difference) == balance
    assert found.difference == difference(balance, total(*valuations))


@pytest.fixture(scope="module")
def account_id():
    return Holding().pk


def test_lines_may_be_worth_more_than_the_balance(account_id):
    found = stated(account_id, Decimal(100), "EUR", lines(Decimal("100.01")))
    assert found.difference == Decimal("-0.01")


def test_line_without_a_valuation_is_counted_and_not_guessed(account_id):
    line = Holding(quantity=Decimal(2), unit_value=Decimal(50), valuation=None, currency="EUR")
    found = stated(account_id, Decimal(100), "EUR", [line])
    assert (found.valuation, found.difference, found.unvalued) == (0, 100, 1)


def test_nothing_is_said_of_an_account_without_lines(account_id):
    assert allocate(account_id, Decimal(100), "EUR", []) is None


def test_nothing_is_converted(account_id):
    assert allocate(account_id, Decimal(100), "EUR", lines(WIDE, currency="USD")) is None


def test_lines_that_are_gone_do_not_count(account):
    factories.make_balance(account, "1310.42")
    factories.make_holding(account, "1100")
    factories.make_holding(account, "500", deleted_on=factories.NOW.date())
    assert allocations([account.pk])[account.pk].difference == Decimal("210.42")


def test_accounts_without_lines_or_without_a_balance_are_left_out(connection):
    with_lines, with_balance = (factories.make_account(connection) for _ in range(2))
    factories.make_holding(with_lines)
    factories.make_balance(with_balance, "1310.42")
    assert allocations([with_lines.pk, with_balance.pk]) == {}


def test_many_accounts_cost_two_statements(connection):
    accounts = [factories.make_account(connection) for _ in range(5)]
    for account in accounts:
        factories.make_balance(account, "1310.42")
        factories.make_holding(account)
    with CaptureQueriesContext(database) as queries:
        assert len(allocations([each.pk for each in accounts])) == 5
    assert len(queries) == 2
