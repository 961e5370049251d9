"""Balances over time: what a month, a day and an overdraft say, to the last digit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from openbanking.sandbox import Sandbox
from openbanking.sandbox.world.amounts import difference, total
from openbanking.sandbox.world.model import Account
from tests.openbanking.sandbox.calling import Caller

# Today is Monday, 2 March 2026: the salary came on 27 February, the card was used on the 28th and the
# fee taken on the 1st. An order of 86.90 is announced.
BALANCES = "/users/me/accounts/9001/balances"


@pytest.fixture
def checking(sandbox: Sandbox) -> Account:
    return sandbox.state.users[7].connections[512].accounts[9001]


def test_present_month_is_what_is_asked_by_default(alice: Caller) -> None:
    amounts = {
        "balance": Decimal("1310.42"),
        "expenses": Decimal("0.10"),
        "incomes": 0,
        "remains": Decimal("-0.10"),
    }
    assert alice.get(BALANCES).json == {
        "balances": [
            {
                "min_date": "2026-03-01",
                "max_date": "2026-03-31",
                "n_overdraft": 0,
                **amounts,
                "currencies": [{"id": "EUR", "symbol": "€", **amounts}],
            }
        ],
        "first_date": "2026-02-27",
        "last_date": "2026-03-02",
        "result_min_date": "2026-03-01",
        "result_max_date": "2026-03-31",
    }


def test_days_asked_for_include_both_ends(alice: Caller) -> None:
    (group,) = alice.get(f"{BALANCES}?min_date=2026-02-26&max_date=2026-02-28").json["balances"]
    assert group["daily_balances"] == [
        day("2026-02-26", "-1147.31"),
        day("2026-02-27", "1352.69", incomes="2500.00"),
        day("2026-02-28", "1310.52", expenses="42.17"),
    ]
    assert (group["min_date"], group["max_date"]) == ("2026-02-26", "2026-02-28")
    assert (group["incomes"], group["expenses"]) == (Decimal("2500.00"), Decimal("42.17"))
    assert group["remains"] == Decimal("2457.83")
    assert group["balance"] == Decimal("1310.52")


def day(day: str, balance: str, *, incomes: str = "0", expenses: str = "0") -> dict[str, object]:
    return {
        "date": day,
        "balance": Decimal(balance),
        "expenses": Decimal(expenses),
        "incomes": Decimal(incomes),
        "remains": difference(Decimal(incomes), Decimal(expenses)),
    }


def test_each_month_is_a_group_of_its_own(alice: Caller) -> None:
    found = alice.get(f"{BALANCES}?min_date=2026-01&max_date=2026-03-02").json
    assert [(each["min_date"], each["max_date"]) for each in found["balances"]] == [
        ("2026-01-01", "2026-01-31"),
        ("2026-02-01", "2026-02-28"),
        ("2026-03-01", "2026-03-02"),
    ]
    assert (found["result_min_date"], found["result_max_date"]) == ("2026-01-01", "2026-03-02")


def test_history_is_flat_before_the_first_known_row(alice: Caller) -> None:
    found = alice.get(f"{BALANCES}?min_date=2025&max_date=2025").json["balances"]
    assert len(found) == 12
    assert {each["balance"] for each in found} == {Decimal("-1147.31")}


def test_days_in_the_red_are_counted(alice: Caller) -> None:
    (february,) = alice.get(f"{BALANCES}?min_date=2026-02&max_date=2026-02").json["balances"]
    assert february["n_overdraft"] == 26


def test_days_that_have_not_come_are_not_told(alice: Caller) -> None:
    (group,) = alice.get(f"{BALANCES}?min_date=2026-03-01").json["balances"]
    assert [each["date"] for each in group["daily_balances"]] == ["2026-03-01", "2026-03-02"]


def test_announced_deleted_and_unknown_amounts_move_nothing(sandbox: Sandbox, alice: Caller) -> None:
    account = sandbox.state.users[7].connections[512].accounts[9001]
    account.transactions[700_001].deleted = sandbox.clock.now()
    account.transactions[700_002].value = None
    found = alice.get(f"{BALANCES}?min_date=2026-02&max_date=2026-04").json["balances"]
    assert [each["balance"] for each in found] == [
        Decimal("1310.52"),
        Decimal("1310.42"),
        Decimal("1310.42"),
    ]


def test_every_digit_is_kept(alice: Caller, checking: Account) -> None:
    checking.balance = Decimal("90071992547409.930000000000000001")
    text = alice.get(f"{BALANCES}?min_date=2026-02-28&max_date=2026-02-28").text
    assert '"balance":90071992547410.030000000000000001,' in text


def test_days_add_up_to_their_group(martin: Caller) -> None:
    account = martin.get("/users/me/accounts").json["accounts"][0]
    path = f"/users/me/accounts/{account['id']}"
    first = date(2026, 3, 2) - timedelta(days=300)
    groups = martin.get(f"{path}/balances?min_date={first}").json["balances"]
    assert len(groups) == 11
    for group in groups:
        for name in ("incomes", "expenses", "remains"):
            assert group[name] == total(*(day[name] for day in group["daily_balances"]))
        assert group["balance"] == group["daily_balances"][-1]["balance"]
    assert groups[-1]["balance"] == account["balance"]


def test_account_without_rows_has_had_its_balance_always(alice: Caller) -> None:
    found = alice.get("/users/me/accounts/9002/balances").json
    assert found["balances"][0]["balance"] == Decimal("22950.00")
    assert (found["first_date"], found["last_date"]) == ("2026-03-02", "2026-03-02")


def test_account_without_a_currency_has_no_group_of_one(alice: Caller, checking: Account) -> None:
    checking.currency = None
    (group,) = alice.get(BALANCES).json["balances"]
    assert (group["currencies"], group["balance"]) == ([], Decimal("1310.42"))


def test_unknown_balance_has_no_history(alice: Caller, checking: Account) -> None:
    checking.balance = None
    assert alice.get(BALANCES).json == {
        "balances": [],
        "first_date": None,
        "last_date": None,
        "result_min_date": None,
        "result_max_date": None,
    }


def test_disabled_account_is_found_with_all_and_has_none(alice: Caller) -> None:
    alice.post("/users/me/accounts/9001", disabled=True)
    assert alice.get(BALANCES).status == 404
    assert alice.get(f"{BALANCES}?all").json["balances"] == []


def test_another_users_account_is_a_404(alice: Caller) -> None:
    assert alice.get("/users/me/accounts/1/balances").status == 404


def test_bounds_the_wrong_way_round_hold_nothing(alice: Caller) -> None:
    found = alice.get(f"{BALANCES}?min_date=2026-03-02&max_date=2026-03-01").json
    assert (found["balances"], found["result_min_date"]) == ([], None)


@pytest.mark.parametrize("query", ["min_date=soon", "max_date=2026-02-30", "min_date=1900"])
def test_bounds_that_will_not_do_are_refused(alice: Caller, query: str) -> None:
    refusal = alice.get(f"{BALANCES}?{query}")
    assert (refusal.status, refusal.code) == (400, "invalidValue")


def test_expenses_may_be_counted_downwards(sandbox: Sandbox, alice: Caller) -> None:
    sandbox.state.quirks.change(negative_expenses=True)
    (group,) = alice.get(BALANCES).json["balances"]
    assert (group["expenses"], group["remains"]) == (Decimal("-0.10"), Decimal("-0.10"))
