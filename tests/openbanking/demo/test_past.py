"""The past of the demonstration's accounts: what a year of syncs would have left."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from openbanking.demo import past
from openbanking.fields import difference
from openbanking.models import BalanceReading
from tests import factories
from tests.factories import NOW

DAY = timedelta(days=1)


@pytest.fixture
def first_figure(account):
    """An account whose first sync brought its figure and its transactions."""

    def first_figure(amount: str, **columns: object):
        for name, value in columns.items():
            setattr(account, name, value)
        account.save()
        factories.make_balance(account, amount, as_of=NOW)
        factories.make_reading(account, amount, as_of=NOW)
        return account

    return first_figure


def amounts(account):
    """Return the figures by how many days ago they are of."""
    readings = BalanceReading.objects.filter(account=account)
    return {(NOW - each.as_of).days: each.amount for each in readings}


def test_cash_goes_back_by_what_was_booked(first_figure, alices):
    account = first_figure("100", type="checking")
    factories.make_transaction(account, "-30", date=NOW - 2 * DAY)
    factories.make_transaction(account, "5.5", date=NOW - 2 * DAY)
    past.remember(alices, now=NOW)
    found = amounts(account)
    assert [found[days] for days in (0, 1, 2, 3)] == [100, 100, 100, Decimal("124.5")]
    assert len(found) == past.DAYS + 1


def test_what_moves_by_itself_goes_back_in_small_steps_of_cents(first_figure, alices):
    account = first_figure("88412.90", type="market")
    past.remember(alices, now=NOW)
    found = amounts(account)
    steps = [difference(found[days], found[days + 1]).copy_abs() for days in range(past.DAYS)]
    assert 0 < max(steps) < 2500
    assert {each.as_tuple().exponent for each in found.values()} <= {0, -1, -2}


def test_past_is_given_once(first_figure, alices):
    account = first_figure("100", type="checking")
    for _ in range(2):
        past.remember(alices, now=NOW)
    assert BalanceReading.objects.filter(account=account).count() == past.DAYS + 1
