"""What accounts hold and owe over REST: lines by two clocks, their values, pockets, orders, payments."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from openbanking.models.ids import new_id
from tests import factories
from tests.conftest import exactly

HOLDINGS = "openbanking.holdings.list"
HISTORY = "openbanking.holdings.history"
POCKETS = "openbanking.pockets.list"
ORDERS = "openbanking.orders.list"
SCHEDULE = "openbanking.loans.schedule"
OWNERS = "openbanking.owners.list"
NOON = factories.NOW
DAY = timedelta(days=1)


@pytest.fixture
def market(connection):
    return factories.make_account(connection, type="market")


@pytest.fixture
def ask(as_alice):
    """Return the answer, with every digit."""

    def ask(key, **asked):
        answer = as_alice.get(key, **asked)
        assert answer.status_code == 200, answer.content
        return exactly(answer)

    return ask


class TestHoldings:
    def test_line_has_every_digit_and_both_currencies(self, ask, market):
        figures = {
            "quantity": "12.345678901234567891",
            "unit_cost": "1.5",
            "unit_value": "2",
            "gain_ratio": "0.333333333333333333",
            "security_unit_value": "2.2",
        }
        factories.make_holding(
            market,
            "24.69",
            code="US0378331005",
            code_type="ISIN",
            security_currency="USD",
            calculated=["diff"],
            **{name: Decimal(value) for name, value in figures.items()},
        )
        (line,) = ask(HOLDINGS)["holdings"]
        assert {name: str(line[name]) for name in ("quantity", "unitCost", "gainRatio")} == {
            "quantity": figures["quantity"],
            "unitCost": "1.5",
            "gainRatio": figures["gain_ratio"],
        }
        assert (line["securityCurrency"], str(line["securityUnitValue"])) == ("USD", "2.2")
        assert line["metadata"]["calculated"] == ["diff"]
        assert "securityValuation" not in line

    def test_line_that_was_sold_is_listed_where_it_is_asked_for(self, ask, market):
        factories.make_holding(market, deleted_on=NOON.date())
        assert ask(HOLDINGS)["holdings"] == []
        (line,) = ask(HOLDINGS, includeDeleted="true")["holdings"]
        assert line["deletedOn"] == str(NOON.date())

    def test_lines_are_those_of_an_account_or_connection(self, ask, market, connection):
        factories.make_holding(market)
        other = factories.make_account(connection, type="pea")
        found = factories.make_holding(other)
        (line,) = ask(HOLDINGS, accountId=other.pk)["holdings"]
        assert line["id"] == str(found.pk)
        assert len(ask(HOLDINGS, connectionId=connection.pk)["holdings"]) == 2
        assert ask(HOLDINGS, connectionId=new_id())["holdings"] == []

    def test_what_lines_leave_of_the_balance_is_said_of_all_of_them(self, ask, market):
        factories.make_reading(market, "1000")
        factories.make_holding(market, "600")
        factories.make_holding(market, "399.99")
        answer = ask(HOLDINGS, pageSize=1)
        assert len(answer["holdings"]) == 1
        (account,) = answer["unallocated"]
        assert {name: str(account[name]) for name in ("balance", "valuation", "difference")} == {
            "balance": "1000",
            "valuation": "999.99",
            "difference": "0.01",
        }

    def test_pages_hold_every_line_once(self, ask, market):
        made = [str(factories.make_holding(market).pk) for _ in range(5)]
        found: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            answer = ask(HOLDINGS, pageSize=2, **cursor)
            found += [each["id"] for each in answer["holdings"]]
            if not answer["hasMore"]:
                break
            cursor = {"cursor": answer["nextCursor"]}
        assert found == made


class TestHoldingsThen:
    @pytest.fixture
    def line(self, market):
        line = factories.make_holding(market, "3", learned_at=NOON)
        factories.make_holding_reading(line, "1", as_of=NOON - 2 * DAY, learned_at=NOON - 2 * DAY)
        factories.make_holding_reading(line, "2", as_of=NOON - DAY, learned_at=NOON)
        factories.make_holding_reading(line, "3", as_of=NOON, learned_at=NOON)
        return line

    def values(self, ask, **asked):
        return [str(each["valuation"]) for each in ask(HOLDINGS, **asked)["holdings"]]

    def test_day_at_the_bank_decides(self, ask, line):
        for days, value in ((2, ["1"]), (1, ["2"]), (0, ["3"]), (3, [])):
            assert self.values(ask, asOf=NOON.date() - days * DAY) == value

    def test_what_was_learned_later_was_not_known(self, ask, line):
        yesterday = {"asOf": NOON.date() - DAY}
        assert self.values(ask, **yesterday, knownAt=(NOON - DAY).isoformat()) == ["1"]
        assert self.values(ask, **yesterday, knownAt=NOON.isoformat()) == ["2"]

    def test_pages_of_a_day_go_on_though_time_does(self, as_alice, ask, line, market):
        other = factories.make_holding(market, learned_at=NOON)
        factories.make_holding_reading(other, "7", as_of=NOON, learned_at=NOON)
        first = ask(HOLDINGS, asOf=NOON.date(), pageSize=1)
        second = ask(HOLDINGS, asOf=NOON.date(), pageSize=1, cursor=first["nextCursor"])
        assert [each["id"] for each in (*first["holdings"], *second["holdings"])] == [
            str(line.pk),
            str(other.pk),
        ]
        elsewhere = {"asOf": NOON.date() - DAY, "cursor": first["nextCursor"]}
        assert as_alice.get(HOLDINGS, **elsewhere).status_code == 400

    def test_line_keeps_its_id_and_its_name(self, ask, line):
        (found,) = ask(HOLDINGS, asOf=NOON.date() - DAY)["holdings"]
        assert (found["id"], found["label"]) == (str(line.pk), line.label)

    def test_line_that_was_sold_by_then_is_left_out(self, ask, line):
        factories.make_holding_reading(
            line, "0", as_of=NOON + DAY, learned_at=NOON + DAY, deleted_on=(NOON + DAY).date()
        )
        then = {"asOf": NOON.date() + DAY}
        assert self.values(ask, **then) == []
        assert self.values(ask, **then, includeDeleted="true") == ["0"]

    def test_balance_is_that_of_the_day_too(self, ask, line, market):
        factories.make_reading(market, "5", as_of=NOON - DAY, learned_at=NOON - DAY)
        factories.make_reading(market, "9", as_of=NOON, learned_at=NOON)
        (account,) = ask(HOLDINGS, asOf=NOON.date() - DAY)["unallocated"]
        assert (str(account["balance"]), str(account["difference"])) == ("5", "3")


class TestHistory:
    def test_last_word_on_a_day_counts(self, ask, market):
        line = factories.make_holding(market)
        factories.make_holding_value(line, "1", learned_at=NOON)
        factories.make_holding_value(line, "2", learned_at=NOON + DAY)
        factories.make_holding_value(line, "3", valued_on=NOON.date() - DAY)
        points = ask(HISTORY, holdingId=line.pk)["points"]
        assert [(each["valuedOn"], str(each["unitValue"])) for each in points] == [
            (str(NOON.date()), "2"),
            (str(NOON.date() - DAY), "3"),
        ]

    def test_days_are_narrowed(self, ask, market):
        line = factories.make_holding(market)
        for day in range(4):
            factories.make_holding_value(line, str(day), valued_on=NOON.date() + day * DAY)
        asked = {"from": NOON.date() + DAY, "to": NOON.date() + 2 * DAY}
        points = ask(HISTORY, holdingId=line.pk, **asked)["points"]
        assert [str(each["unitValue"]) for each in points] == ["2", "1"]

    def test_line_of_another_tenant_is_not_found(self, as_bob, market):
        line = factories.make_holding(market)
        assert as_bob.get(HISTORY, holdingId=line.pk).status_code == 404


def test_pockets_say_when_they_can_be_had(ask, market):
    line, other = factories.make_holding(market), factories.make_holding(market)
    factories.make_pocket(
        line, quantity=Decimal("10.5"), condition="date", available_on=date(2028, 5, 1)
    )
    factories.make_pocket(other, value=None)
    (pocket,) = ask(POCKETS)["pockets"]
    assert (pocket["availableOn"], str(pocket["quantity"])) == ("2028-05-01", "10.5")
    assert ask(POCKETS, holdingId=other.pk)["pockets"] == []


def test_orders_come_newest_first_with_what_became_of_them(ask, market):
    factories.make_order(market, date=NOON - DAY, number="1")
    factories.make_order(market, number="2", limit_price=Decimal("119.05"), direction="sell")
    orders = ask(ORDERS, accountId=market.pk)["orders"]
    assert [each["number"] for each in orders] == ["2", "1"]
    assert (orders[0]["direction"], str(orders[0]["limitPrice"])) == ("sell", "119.05")


def test_schedule_is_the_banks_in_order_of_days(ask, connection):
    loan = factories.make_account(connection, type="loan")
    for day in (5, 4):
        factories.make_payment(loan, due_on=date(2026, day, 1), total=Decimal(day))
    factories.make_payment(loan, due_on=date(2026, 3, 1), deleted_on=NOON.date())
    payments = ask(SCHEDULE, accountId=loan.pk)["payments"]
    assert [(each["dueOn"], str(each["total"])) for each in payments] == [
        ("2026-04-01", "4"),
        ("2026-05-01", "5"),
    ]


def test_owners_are_told_to_the_family_alone(ask, as_bob, bobs, market):
    factories.make_owner(market, "Alice", is_member=True)
    (owner,) = ask(OWNERS, accountId=market.pk)["owners"]
    assert owner == {
        "accountId": str(market.pk),
        "role": "holder",
        "name": "Alice",
        "isMember": True,
    }
    assert exactly(as_bob.get(OWNERS))["owners"] == []
    assert as_bob.get(OWNERS, accountId=market.pk).status_code == 404
