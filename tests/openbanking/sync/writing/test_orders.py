"""Orders on market accounts: placed, carried out, and kept when banks list them no more."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from openbanking.models import Account, MarketOrder
from tests.openbanking.sync.running import sync

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saver")]


def ours(order) -> MarketOrder:
    return MarketOrder.objects.get(external_id=str(order.id))


@pytest.fixture
def bought(market):
    return next(each for each in market.market_orders.values() if each.state == "Executed")


@pytest.fixture
def pending(market):
    return next(each for each in market.market_orders.values() if each.state == "Pending")


def test_order_says_all_that_the_bank_says(market, bought, pending):
    sync()
    found = ours(bought)
    assert (found.direction, found.type, found.state, found.number) == (
        *("buy", "MARKET", "Executed"),
        bought.number,
    )
    assert (found.symbol, found.market, found.payment_method) == ("MERI", "XPAR", "CASH")
    assert (found.quantity, found.unit_price, found.amount) == (
        *(Decimal(4), Decimal("150.5"), Decimal(602)),
    )
    assert (found.placed_at, found.executed_at, found.date) == (bought.date,) * 3
    limited = ours(pending)
    assert (limited.direction, limited.type, limited.limit_price) == ("sell", "LIMIT", Decimal(175))
    assert (limited.valid_until, limited.executed_at) == (pending.validity_date, None)


def test_order_that_is_carried_out_is_changed_with_its_account(happens, market, pending):
    sync()
    before = Account.objects.get(external_id=str(market.id)).updated_at
    happens("execute_order", order=pending.id)
    assert sync().totals.orders.changed == 1
    assert ours(pending).executed_at
    assert Account.objects.get(external_id=str(market.id)).updated_at > before
    assert sync().totals.orders.written == 0


def test_unknown_direction_is_neither(pending):
    pending.order_direction = "SWAP"
    sync()
    assert ours(pending).direction == "other"


def test_order_without_a_date_keeps_the_day_it_was_first_seen(pending):
    pending.date = None
    sync()
    first = ours(pending).date
    pending.state = "Refused"
    sync()
    assert (ours(pending).date, ours(pending).placed_at) == (first, None)


def test_old_order_that_is_listed_no_more_stays(market, bought):
    sync()
    del market.market_orders[bought.id]
    assert sync().totals.orders.written == 0
    assert ours(bought).deleted_on is None


def test_order_missing_among_younger_ones_is_soft_deleted(market, bought, pending):
    sync()
    del market.market_orders[pending.id]
    assert sync().totals.orders.removed == 1
    assert ours(pending).deleted_on


def test_nothing_is_concluded_from_an_account_without_any(market):
    sync()
    market.market_orders.clear()
    sync()
    assert not MarketOrder.objects.exclude(deleted_on=None).exists()


def test_orders_follow_an_account_that_comes_back_under_another_id(happens, patrimony, market):
    patrimony.accounts = {market.id: market}
    sync()
    before = set(MarketOrder.objects.values_list("pk", "number"))
    happens("recreate", connection=patrimony.id, disabled=False)
    assert sync().totals.orders.added == 0
    found = MarketOrder.objects.filter(deleted_on=None)
    assert set(found.values_list("pk", "number")) == before


def test_number_that_is_used_again_is_another_order(market, bought, pending):
    pending.date = bought.date + timedelta(days=1)
    sync()
    old = ours(bought)
    del market.market_orders[bought.id]
    pending.id, pending.number = pending.id + 500, bought.number
    market.market_orders = {pending.id: pending}
    sync()
    old.refresh_from_db()
    assert (old.external_id, ours(pending).pk == old.pk) == (str(bought.id), False)
