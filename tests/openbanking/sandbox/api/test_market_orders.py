"""Orders to buy and to sell."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openbanking.sandbox import Sandbox
from openbanking.sandbox.worlds.wealth import SHARE
from tests.openbanking.sandbox.calling import Caller
from tests.openbanking.sandbox.conftest import NOW

EXECUTED, PENDING = 3004, 3005


def ids(caller: Caller, path: str) -> list[int]:
    return [each["id"] for each in caller.get(path).json["marketorders"]]


@pytest.mark.parametrize("within", ["", "/connections/512", "/accounts/9002"])
def test_orders_are_reached_from_every_level(anna: Caller, within: str) -> None:
    assert ids(anna, f"/users/me{within}/marketorders") == [EXECUTED, PENDING]


def test_executed_order_tells_price_and_amount(anna: Caller) -> None:
    order = anna.get(f"/marketorders/{EXECUTED}").json
    assert (order["order_direction"], order["order_type"]) == (
        {"id": 1, "name": "BUY"},
        {"id": 1, "name": "MARKET"},
    )
    assert (order["state"], order["code"], order["stock_market"]) == ("Executed", SHARE, "XPAR")
    assert (order["quantity"], order["unitprice"]) == (4, Decimal("150.5000"))
    assert (order["amount"], order["execution_date"]) == (Decimal("602.00"), "2026-02-25 07:00:00")


def test_pending_order_tells_its_limit_and_no_execution(anna: Caller) -> None:
    order = anna.get(f"/marketorders/{PENDING}").json
    assert (order["state"], order["order_type"]["name"]) == ("Pending", "LIMIT")
    assert order["order_direction"]["name"] == "SALE"
    assert (order["ordervalue"], order["validity_date"]) == (
        Decimal("175.0000"),
        "2026-04-01 08:00:00",
    )
    assert [order[name] for name in ("amount", "unitprice", "execution_date")] == [None] * 3


def test_order_that_is_gone_is_seen_only_when_asked_for(anna: Caller, savers: Sandbox) -> None:
    account = savers.state.users[21].connections[512].accounts[9002]
    account.market_orders[PENDING].deleted = NOW
    assert ids(anna, "/users/me/marketorders") == [EXECUTED]
    assert ids(anna, "/users/me/marketorders?all") == [EXECUTED, PENDING]
    assert anna.get(f"/marketorders/{PENDING}").status == 404
    assert anna.get(f"/marketorders/{PENDING}?all").json["deleted"] == "2026-03-02 07:00:00"
