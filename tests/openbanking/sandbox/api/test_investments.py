"""Lines of accounts: which are listed, what they and their sums say, and what their values were."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openbanking.sandbox import Sandbox
from openbanking.sandbox.world.amounts import difference, product, quotient, total
from openbanking.sandbox.world.model import Account
from openbanking.sandbox.worlds.wealth import FUND, SHARE, STOCK
from tests.openbanking.sandbox.calling import Caller
from tests.openbanking.sandbox.conftest import NOW

LINES = "/users/me/investments"
SHARES, STOCKS, CASH = 3001, 3002, 3003
EURO_FUND, UNIT_FUND, EMPLOYEE_FUND = 3006, 3007, 3008
EVERY = [SHARES, STOCKS, CASH, EURO_FUND, UNIT_FUND, EMPLOYEE_FUND]


@pytest.fixture
def securities(savers: Sandbox) -> Account:
    return savers.state.users[21].connections[512].accounts[9002]


def ids(caller: Caller, path: str) -> list[int]:
    answer = caller.get(path)
    assert answer.status == 200, answer.text
    return [line["id"] for line in answer.json["investments"]]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/users/me/investments", EVERY),
        ("/users/21/investments", EVERY),
        ("/users/me/connections/512/investments", EVERY),
        ("/users/me/accounts/9002/investments", [SHARES, STOCKS, CASH]),
        ("/users/me/accounts/9001/investments", []),
    ],
)
def test_lines_are_reached_from_every_level(anna: Caller, path: str, found: list[int]) -> None:
    assert ids(anna, path) == found


@pytest.mark.parametrize("path", ["accounts/1/investments", "connections/1/investments"])
def test_lines_of_nothing_are_a_404(anna: Caller, path: str) -> None:
    assert anna.get(f"/users/me/{path}").status == 404


def test_lines_need_their_users_token(anna: Caller, stranger: Caller) -> None:
    assert stranger.get(LINES).status == 401
    assert stranger.get(f"/investments/{SHARES}").status == 401
    assert anna.get("/users/7/investments").status == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"code={SHARE}", [SHARES]),
        ("code=XX-liquidity", [CASH]),
        ("code=FR", []),
        ("label=fonds", [EURO_FUND, UNIT_FUND]),
        (f"label=fonds&code={FUND}", [UNIT_FUND]),
        ("limit=2&offset=1", [STOCKS, CASH]),
    ],
)
def test_filter_lets_through_what_it_names(anna: Caller, query: str, found: list[int]) -> None:
    assert ids(anna, f"{LINES}?{query}") == found


@pytest.mark.parametrize("path", [f"/investments/{SHARES}", f"/users/me/investments/{SHARES}"])
def test_line_is_found_by_its_id(anna: Caller, path: str) -> None:
    line = anna.get(path).json
    assert (line["id_account"], line["code"], line["code_type"]) == (9002, SHARE, "ISIN")
    assert (line["quantity"], line["unitprice"]) == (40, Decimal("118.5000"))
    assert (line["unitvalue"], line["vdate"]) == (Decimal("152.3400"), "2026-02-27")
    assert (line["valuation"], line["diff"]) == (Decimal("6093.60"), Decimal("1353.60"))
    assert line["diff_percent"] == Decimal("0.285570")
    assert line["prev_vdate"] == "2026-02-26"
    assert line["last_update"] == "2026-03-02 07:00:00"
    assert line["deleted"] is None


def test_unknown_line_is_a_404(anna: Caller) -> None:
    assert anna.get("/investments/1").status == 404
    assert anna.get("/investments/1/history").status == 404


def test_what_powens_reckons_itself_is_named(anna: Caller) -> None:
    lines = {line["id"]: line for line in anna.get(LINES).json["investments"]}
    assert "diff" in lines[SHARES]["calculated"]
    assert "diff" not in lines[EURO_FUND]["calculated"]


def test_security_abroad_is_told_in_both_currencies(anna: Caller) -> None:
    line = anna.get(f"/investments/{STOCKS}").json
    assert line["original_currency"]["id"] == "USD"
    assert line["original_unitvalue"] == Decimal("84.5000")
    assert line["original_valuation"] == Decimal("2112.50")
    assert line["original_diff"] == Decimal("112.50")
    assert (line["valuation"], line["diff"]) == (Decimal("1954.06"), Decimal("54.06"))


def test_cash_is_a_line_with_a_valuation_and_little_else(anna: Caller) -> None:
    line = anna.get(f"/investments/{CASH}").json
    assert (line["code"], line["valuation"]) == ("XX-liquidity", Decimal("1250.34"))
    nothing = ("quantity", "unitprice", "unitvalue", "diff", "diff_percent", "prev_vdate", "code_type")
    assert [line[name] for name in nothing] == [None] * len(nothing)


def test_line_without_code_or_unit_has_a_gain_of_its_own(anna: Caller) -> None:
    line = anna.get(f"/investments/{EURO_FUND}").json
    assert (line["code"], line["source"], line["unitvalue"]) == (None, "notFound", None)
    assert (line["diff"], line["diff_percent"]) == (Decimal("1180.00"), Decimal("0.024170"))


def test_security_may_come_with_details(anna: Caller) -> None:
    details = anna.get(f"/investments/{UNIT_FUND}").json["details"]
    assert (details["performance_1_year"], details["srri"]) == (Decimal("0.0731"), 5)
    assert details["performance_5_years"] is None
    assert anna.get(f"/investments/{SHARES}").json["details"] is None


def test_sums_are_those_of_the_lines(anna: Caller) -> None:
    found = anna.get("/users/me/accounts/9002/investments").json
    for name in ("valuation", "diff", "prev_diff"):
        assert found[name] == total(*(line[name] for line in found["investments"]))
    assert found["valuation"] == anna.get("/users/me/accounts/9002").json["balance"]
    assert found["diff"] == anna.get("/users/me/accounts/9002").json["diff"]
    assert found["diff_percent"] == Decimal("0.211997")
    assert "diff_percent" in found["calculated"]


def test_sums_are_of_what_was_asked_for_whatever_the_page(anna: Caller) -> None:
    assert anna.get(f"{LINES}?code={SHARE}").json["valuation"] == Decimal("6093.60")
    assert anna.get(f"{LINES}?limit=1").json["valuation"] == anna.get(LINES).json["valuation"]


def test_shares_of_an_account_are_of_the_sum_of_its_lines(anna: Caller) -> None:
    found = anna.get("/users/me/accounts/9003/investments").json
    for line in found["investments"]:
        share = quotient(line["valuation"], found["valuation"], step=Decimal("0.000001"))
        assert line["portfolio_share"] == share


def test_lines_need_not_sum_up_to_the_balance(anna: Caller) -> None:
    balance = anna.get("/users/me/accounts/9003").json["balance"]
    lines = anna.get("/users/me/accounts/9003/investments").json["valuation"]
    assert difference(balance, lines) == Decimal("1000.00")


def test_lines_of_two_currencies_are_not_added(anna: Caller, securities: Account) -> None:
    securities.currency = "CHF"
    euros = anna.get("/users/me/accounts/9003/investments").json["valuation"]
    savings = anna.get("/users/me/accounts/9004/investments").json["valuation"]
    assert anna.get(LINES).json["valuation"] == total(euros, savings)
    assert anna.get("/users/me/accounts/9002/investments").json["valuation"] == Decimal("9298.00")


def test_sold_line_is_seen_only_when_asked_for_and_summed_never(
    anna: Caller, securities: Account
) -> None:
    securities.investments[SHARES].deleted = NOW
    lines = "/users/me/accounts/9002/investments"
    assert ids(anna, lines) == [STOCKS, CASH]
    assert ids(anna, f"{lines}?all") == [SHARES, STOCKS, CASH]
    assert anna.get(f"{lines}?all").json["valuation"] == Decimal("3204.40")
    assert anna.get(f"/investments/{SHARES}").status == 404
    found = anna.get(f"/investments/{SHARES}?all").json
    assert (found["deleted"], found["portfolio_share"]) == ("2026-03-02", None)


def test_anything_but_id_account_and_label_may_be_unknown(anna: Caller, securities: Account) -> None:
    line = anna.get(f"/investments/{SHARES}").json
    securities.investments[SHARES].unknown = frozenset(line) - {"id", "id_account", "label"}
    found = anna.get(f"/investments/{SHARES}").json
    assert {name for name, value in found.items() if value is not None} == {"id", "id_account", "label"}
    assert found.keys() == line.keys()


def test_disabling_an_account_erases_all_that_it_holds(anna: Caller) -> None:
    for account in (9002, 9004, 9005):
        anna.post(f"/users/me/accounts/{account}", disabled=True)
        anna.post(f"/users/me/accounts/{account}?all", disabled=False)
    assert ids(anna, f"{LINES}?all") == [EURO_FUND, UNIT_FUND]
    for path, name in (
        ("pockets", "pockets"),
        ("marketorders", "marketorders"),
        ("amortizations", "loanamortizations"),
    ):
        assert anna.get(f"/users/me/{path}?all").json[name] == []


def test_disabled_account_addressed_without_all_is_a_404(anna: Caller) -> None:
    anna.post("/users/me/accounts/9002", disabled=True)
    assert anna.get("/users/me/accounts/9002/investments").status == 404
    assert ids(anna, "/users/me/accounts/9002/investments?all") == []


def test_lines_of_an_account_that_is_gone_are_hidden_unless_it_is_named(
    anna: Caller, securities: Account
) -> None:
    securities.deleted = NOW
    assert SHARES not in ids(anna, LINES)
    assert SHARES in ids(anna, f"{LINES}?all")
    assert SHARES in ids(anna, "/users/me/accounts/9002/investments")


@pytest.mark.parametrize("path", ["/investments/{}/history", "/users/me/investments/{}/history"])
def test_history_begins_with_the_connection_and_ends_today(anna: Caller, path: str) -> None:
    values = anna.get(path.format(SHARES)).json["investmentvalues"]
    assert {each["id_investment"] for each in values} == {SHARES}
    # A Saturday: the first value is Monday's.
    assert anna.get("/users/me/connections/512").json["created"][:10] == "2025-02-15"
    assert values[0]["vdate"] == "2025-02-17"
    assert (values[-1]["vdate"], values[-1]["unitvalue"]) == ("2026-02-27", Decimal("152.3400"))
    assert [each["vdate"] for each in values] == sorted({each["vdate"] for each in values})
    assert {each["original_currency"] for each in values} == {None}


def test_history_narrows_and_never_widens(anna: Caller) -> None:
    path = f"/investments/{SHARES}/history"
    whole = anna.get(path).json
    assert anna.get(f"{path}?min_date=2020-01-01").json == whole
    narrow = anna.get(f"{path}?min_date=2026-02").json["investmentvalues"]
    assert narrow == [each for each in whole["investmentvalues"] if each["vdate"] >= "2026-02-01"]
    assert anna.get(f"{path}?min_date=soon").status == 400


def test_history_abroad_is_told_in_both_currencies(anna: Caller) -> None:
    value = anna.get(f"/investments/{STOCKS}/history").json["investmentvalues"][-1]
    assert value["original_currency"]["id"] == "USD"
    assert value["unitvalue"] == product(
        value["original_unitvalue"], Decimal("0.925"), step=Decimal("0.0001")
    )


@pytest.mark.parametrize("line", [CASH, EURO_FUND])
def test_line_without_a_unit_has_no_history(anna: Caller, line: int) -> None:
    assert anna.get(f"/investments/{line}/history").json == {"investmentvalues": []}


def test_change_since_the_previous_value_agrees_with_the_history(anna: Caller) -> None:
    line = anna.get(f"/investments/{STOCKS}").json
    previous, _ = anna.get(f"/investments/{STOCKS}/history").json["investmentvalues"][-2:]
    before = product(line["quantity"], previous["unitvalue"], step=Decimal("0.01"))
    assert line["code"] == STOCK
    assert (line["prev_diff"], line["prev_vdate"]) == (
        difference(line["valuation"], before),
        previous["vdate"],
    )
