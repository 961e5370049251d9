"""What happens to what is held and owed: orders, sales, values, schedules, and time."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from openbanking.sandbox import ApiError, Sandbox
from openbanking.sandbox.world import dealings, mutations
from openbanking.sandbox.world.amounts import difference, total
from openbanking.sandbox.world.dealings import DEALINGS
from tests.openbanking.sandbox.calling import Caller

SHARES, STOCKS, CASH, PENDING, EURO_FUND, EMPLOYEE_FUND = 3001, 3002, 3003, 3005, 3006, 3008
SECURITIES = "/users/me/accounts/9002"


def line(caller: Caller, number: int) -> dict[str, Any]:
    found: dict[str, Any] = caller.get(f"/investments/{number}?all").json
    return found


def gap(caller: Caller, account: str = SECURITIES) -> Decimal:
    """Return by how much an account's balance differs from the sum of its lines."""
    lines = caller.get(f"{account}/investments").json["valuation"]
    return difference(caller.get(account).json["balance"], lines)


def figures(caller: Caller, account: str = SECURITIES) -> tuple[Decimal, ...]:
    found = caller.get(account).json
    return found["balance"], found["valuation"], found["diff"]


class TestOrders:
    def test_purchase_turns_cash_into_units(self, anna: Caller, savers: Sandbox) -> None:
        order = dealings.place_order(savers.state, investment=SHARES, quantity="5")
        assert anna.get(f"/marketorders/{order}").json["state"] == "Pending"
        before = figures(anna)
        row = dealings.execute_order(savers.state, order=order)
        assert figures(anna) == before
        assert gap(anna) == 0
        assert line(anna, SHARES)["quantity"] == 45
        assert line(anna, CASH)["valuation"] == Decimal("488.64")
        told = anna.get(f"/users/me/transactions/{row}").json
        assert (told["type"], told["value"]) == ("market_order", Decimal("-761.70"))
        done = anna.get(f"/marketorders/{order}").json
        assert (done["state"], done["amount"]) == ("Executed", Decimal("761.70"))
        assert done["execution_date"]

    def test_units_cost_what_they_did_on_average(self, anna: Caller, savers: Sandbox) -> None:
        order = dealings.place_order(savers.state, investment=SHARES, quantity="40")
        dealings.execute_order(savers.state, order=order, price="121.5000")
        assert line(anna, SHARES)["unitprice"] == Decimal("120.0000")

    def test_price_beside_the_value_moves_the_balance_by_the_difference(
        self, anna: Caller, savers: Sandbox
    ) -> None:
        order = dealings.place_order(savers.state, investment=SHARES, quantity="10")
        before = figures(anna)
        dealings.execute_order(savers.state, order=order, price="150.3400")
        assert [difference(*pair) for pair in zip(figures(anna), before, strict=True)] == [20, 20, 20]
        assert gap(anna) == 0

    def test_sale_is_seen_without_a_type_of_its_own(self, anna: Caller, savers: Sandbox) -> None:
        row = dealings.execute_order(savers.state, order=PENDING)
        assert line(anna, SHARES)["quantity"] == 30
        assert gap(anna) == 0
        told = anna.get(f"/users/me/transactions/{row}").json
        assert (told["type"], told["value"]) == ("unknown", Decimal("1523.40"))
        assert told["original_wording"] == "VENTE COMPTANT ATELIERS MERIDIEN"

    def test_security_abroad_is_averaged_in_its_currency_too(
        self, anna: Caller, savers: Sandbox
    ) -> None:
        order = dealings.place_order(savers.state, investment=STOCKS, quantity="25")
        dealings.execute_order(savers.state, order=order)
        found = line(anna, STOCKS)
        assert (found["unitprice"], found["original_unitprice"]) == (
            Decimal("77.0812"),
            Decimal("82.2500"),
        )

    def test_order_is_executed_or_cancelled_once(self, anna: Caller, savers: Sandbox) -> None:
        dealings.cancel_order(savers.state, order=PENDING)
        assert anna.get(f"/marketorders/{PENDING}").json["state"] == "Cancelled"
        for step in (dealings.cancel_order, dealings.execute_order):
            with pytest.raises(ApiError, match="order"):
                step(savers.state, order=PENDING)

    def test_more_than_is_held_cannot_be_sold(self, savers: Sandbox) -> None:
        order = dealings.place_order(
            savers.state, investment=SHARES, quantity="41", direction="SALE", limit="150"
        )
        with pytest.raises(ApiError, match="quantity"):
            dealings.execute_order(savers.state, order=order)

    def test_cash_cannot_be_ordered(self, savers: Sandbox) -> None:
        with pytest.raises(ApiError, match="investment"):
            dealings.place_order(savers.state, investment=CASH, quantity="1")

    def test_cash_that_is_no_line_lies_in_the_balance(self, anna: Caller, savers: Sandbox) -> None:
        contract = "/users/me/accounts/9003"
        order = dealings.place_order(savers.state, investment=3007, quantity="4")
        dealings.execute_order(savers.state, order=order)
        assert anna.get(contract).json["balance"] == Decimal("73500.00")
        assert gap(anna, contract) == Decimal("500.00")


class TestSales:
    def test_sold_line_is_marked_and_its_worth_is_cash(self, anna: Caller, savers: Sandbox) -> None:
        balance, worth, diff = figures(anna)
        dealings.sell_line(savers.state, investment=SHARES)
        assert anna.get(f"/investments/{SHARES}").status == 404
        assert (line(anna, SHARES)["deleted"], line(anna, SHARES)["quantity"]) == ("2026-03-02", 40)
        assert line(anna, CASH)["valuation"] == Decimal("7343.94")
        assert figures(anna) == (balance, worth, difference(diff, Decimal("1353.60")))
        assert gap(anna) == 0

    def test_sold_line_may_leave_no_trace(self, anna: Caller, savers: Sandbox) -> None:
        dealings.sell_line(savers.state, investment=SHARES, trace=False)
        assert anna.get(f"/investments/{SHARES}?all").status == 404
        assert gap(anna) == 0

    @pytest.mark.parametrize("new_id", [False, True])
    def test_sold_line_comes_back(self, anna: Caller, savers: Sandbox, new_id: bool) -> None:
        code = line(anna, SHARES)["code"]
        dealings.sell_line(savers.state, investment=SHARES)
        back = dealings.buy_back(savers.state, investment=SHARES, quantity="12", new_id=new_id)
        found = anna.get(f"/investments/{back}").json
        assert (back == SHARES) == (not new_id)
        assert (found["code"], found["quantity"], found["deleted"]) == (code, 12, None)
        assert found["unitprice"] == found["unitvalue"]
        history = anna.get(f"/investments/{back}/history").json["investmentvalues"]
        assert len(history) == (1 if new_id else 270)
        assert gap(anna) == 0

    def test_line_that_was_not_sold_cannot_come_back(self, savers: Sandbox) -> None:
        with pytest.raises(ApiError, match="investment"):
            dealings.buy_back(savers.state, investment=SHARES, quantity="1")

    def test_pockets_go_with_their_line(self, anna: Caller, savers: Sandbox) -> None:
        dealings.sell_line(savers.state, investment=EMPLOYEE_FUND)
        assert anna.get("/users/me/pockets").json["pockets"] == []
        assert len(anna.get("/users/me/pockets?all").json["pockets"]) == 2


class TestValues:
    def test_unit_is_worth_something_else_and_the_balance_follows(
        self, anna: Caller, savers: Sandbox
    ) -> None:
        balance, _, diff = figures(anna)
        dealings.set_value(savers.state, investment=SHARES, to="142.3400")
        assert line(anna, SHARES)["valuation"] == Decimal("5693.60")
        assert figures(anna)[0] == difference(balance, Decimal("400.00"))
        assert figures(anna)[2] == difference(diff, Decimal("400.00"))
        history = anna.get(f"/investments/{SHARES}/history").json["investmentvalues"]
        assert (history[-1]["unitvalue"], len(history)) == (Decimal("142.3400"), 270)

    def test_euro_fund_is_worth_something_else(self, anna: Caller, savers: Sandbox) -> None:
        dealings.set_value(savers.state, investment=EURO_FUND, to="50250.00")
        found = line(anna, EURO_FUND)
        assert (found["valuation"], found["diff"]) == (Decimal("50250.00"), Decimal("1430.00"))
        assert anna.get("/users/me/accounts/9003").json["balance"] == Decimal("73750.00")

    def test_fields_are_withheld_and_given_again(self, anna: Caller, savers: Sandbox) -> None:
        whole = line(anna, SHARES)
        dealings.withhold(savers.state, investment=SHARES, fields=["quantity", "diff"])
        found = line(anna, SHARES)
        assert (found["quantity"], found["diff"]) == (None, None)
        assert found["valuation"] == whole["valuation"]
        dealings.withhold(savers.state, investment=SHARES, fields=[])
        assert line(anna, SHARES)["quantity"] == 40

    @pytest.mark.parametrize("field", ["id", "id_account", "label"])
    def test_what_a_line_is_told_by_cannot_be_withheld(self, savers: Sandbox, field: str) -> None:
        with pytest.raises(ApiError, match="fields"):
            dealings.withhold(savers.state, investment=SHARES, fields=[field])


class TestSchedules:
    def rows(self, caller: Caller, query: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = caller.get(f"/users/me/amortizations{query}").json[
            "loanamortizations"
        ]
        return found

    def test_higher_payment_ends_sooner(self, anna: Caller, savers: Sandbox) -> None:
        dealings.revise_schedule(savers.state, account=9005, payment="700.00")
        rows, everything = self.rows(anna), self.rows(anna, "?all")
        ahead = [row for row in rows if row["payment_date"] >= "2026-03-13"]
        assert ahead[0]["total_payment_amount"]["value"] == Decimal("700.00")
        assert total(*(row["amortization_amount"]["value"] for row in ahead)) == 12_000
        assert (len(rows), len(everything)) == (30, 47)
        loan = anna.get("/users/me/accounts/9005").json["loan"]
        assert loan["next_payment_amount"] == Decimal("700.00")

    def test_rate_changes_what_is_to_come_and_leaves_the_past(
        self, anna: Caller, savers: Sandbox
    ) -> None:
        before = self.rows(anna)
        dealings.revise_schedule(savers.state, account=9005, rate="4.00")
        after = self.rows(anna)
        assert after[:12] == before[:12]
        assert after[12]["interest_amount"]["value"] == Decimal("40.00")
        assert [row["payment_date"] for row in after[12:47]] == [
            row["payment_date"] for row in before[12:47]
        ]

    def test_account_without_a_schedule_has_none_to_revise(self, savers: Sandbox) -> None:
        with pytest.raises(ApiError, match="account"):
            dealings.revise_schedule(savers.state, account=9001, payment="1")


class TestTime:
    def pass_(self, caller: Caller, sandbox: Sandbox, days: int) -> None:
        sandbox.clock.advance(timedelta(days=days))
        assert caller.send("PUT", "/users/me/connections/512").status == 200

    def test_values_move_when_the_bank_is_read(self, anna: Caller, savers: Sandbox) -> None:
        before = figures(anna)
        self.pass_(anna, savers, 7)
        found = line(anna, SHARES)
        assert (found["vdate"], found["prev_vdate"]) == ("2026-03-06", "2026-03-05")
        assert found["last_update"] >= "2026-03-09 07:00:00"
        history = anna.get(f"/investments/{SHARES}/history?min_date=2026-03-02").json
        assert len(history["investmentvalues"]) == 5
        assert figures(anna) != before
        assert gap(anna) == 0
        assert difference(figures(anna)[2], before[2]) == difference(figures(anna)[0], before[0])

    def test_nothing_moves_within_a_day(self, anna: Caller, savers: Sandbox) -> None:
        before = figures(anna)
        self.pass_(anna, savers, 0)
        assert figures(anna) == before

    def test_nothing_moves_while_the_bank_cannot_be_read(self, anna: Caller, savers: Sandbox) -> None:
        savers.state.users[21].connections[512].state = "wrongpass"
        before = figures(anna)
        self.pass_(anna, savers, 7)
        assert figures(anna) == before

    def test_pocket_comes_free_on_its_day(self, anna: Caller, savers: Sandbox) -> None:
        self.pass_(anna, savers, 821)
        assert [each["condition"] for each in anna.get("/users/me/pockets").json["pockets"]] == [
            "available",
            "date",
        ]
        self.pass_(anna, savers, 1)
        assert anna.get("/pockets/3010").json["condition"] == "available"

    def test_loan_is_paid_back_by_what_fell_due(self, anna: Caller, savers: Sandbox) -> None:
        self.pass_(anna, savers, 50)
        account = anna.get("/users/me/accounts/9005").json
        assert account["balance"] == Decimal("-11340.44")
        assert account["loan"]["next_payment_date"] == "2026-05-13"
        assert (account["loan"]["nb_payments_left"], account["loan"]["nb_payments_done"]) == (34, 26)
        self.pass_(anna, savers, 1)
        assert anna.get("/users/me/accounts/9005").json["balance"] == account["balance"]

    def test_what_was_sold_follows_the_market_again_once_it_is_back(
        self, anna: Caller, savers: Sandbox
    ) -> None:
        dealings.sell_line(savers.state, investment=SHARES)
        self.pass_(anna, savers, 7)
        dealings.buy_back(savers.state, investment=SHARES, quantity="1")
        self.pass_(anna, savers, 1)
        assert line(anna, SHARES)["vdate"] == "2026-03-09"
        assert gap(anna) == 0


def test_each_step_can_be_taken_from_outside(savers: Sandbox) -> None:
    assert {each.__name__ for each in DEALINGS} <= mutations.MUTATIONS.keys()
    control = Caller(savers.site)
    answer = control.post("/control/mutations", do="sell_line", investment=SHARES)
    assert (answer.status, type(answer.json["result"])) == (200, int)
    assert control.post("/control/mutations", do="sell_line", investment=1).status == 404
