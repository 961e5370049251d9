"""What the families hold and owe, and what makes it difficult."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from openbanking.sandbox.world.amounts import difference, total
from openbanking.sandbox.world.clock import Clock
from openbanking.sandbox.world.state import State
from openbanking.sandbox.world.syncing import sync
from openbanking.sandbox.world.valuation import lines_worth
from openbanking.sandbox.worlds import build
from tests.openbanking.sandbox.calling import Caller
from tests.openbanking.sandbox.conftest import NOW

Rows = list[dict[str, Any]]


def everything(caller: Caller, path: str, name: str) -> Rows:
    rows: Rows = caller.get(f"/users/me/{path}?all").json[name]
    return rows


@pytest.fixture(scope="module")
def lines(martin: Caller, keller: Caller) -> Rows:
    found = [everything(each, "investments", "investments") for each in (martin, keller)]
    return found[0] + found[1]


@pytest.fixture(scope="module")
def accounts(martin: Caller, keller: Caller) -> dict[int, dict[str, Any]]:
    found = [everything(each, "accounts", "accounts") for each in (martin, keller)]
    return {each["id"]: each for each in found[0] + found[1]}


def of(lines: Rows, account: dict[str, Any]) -> Rows:
    return [each for each in lines if each["id_account"] == account["id"]]


@pytest.mark.parametrize(
    "name",
    ["Compte-titres", "PEA", "Assurance-vie", "Compte-titres ordinaire", "Assurance-vie Tilleuls"],
)
def test_lines_explain_worth_and_gain_to_the_cent(
    lines: Rows, accounts: dict[int, dict[str, Any]], name: str
) -> None:
    (account,) = (each for each in accounts.values() if each["name"] == name)
    held = of(lines, account)
    assert total(*(each["valuation"] for each in held)) == account["balance"] == account["valuation"]
    assert total(*(each["diff"] for each in held)) == account["diff"]


def test_lines_of_one_contract_do_not_sum_up_to_its_balance(
    lines: Rows, accounts: dict[int, dict[str, Any]]
) -> None:
    apart = {
        account["name"]: difference(account["balance"], total(*(each["valuation"] for each in held)))
        for account in accounts.values()
        if (held := of(lines, account))
    }
    assert {name: gap for name, gap in apart.items() if gap} == {
        "Contrat de capitalisation": Decimal("18750.00")
    }


def test_securities_are_quoted_in_dollars_from_euros_and_from_francs(
    lines: Rows, accounts: dict[int, dict[str, Any]]
) -> None:
    abroad = [each for each in lines if each["original_currency"]]
    assert {each["original_currency"]["id"] for each in abroad} == {"USD"}
    assert {accounts[each["id_account"]]["currency"]["id"] for each in abroad} == {"EUR", "CHF"}


def test_cash_is_a_line_of_securities_accounts(lines: Rows, accounts: dict[int, dict[str, Any]]) -> None:
    cash = [each for each in lines if each["code"] == "XX-liquidity"]
    assert {accounts[each["id_account"]]["type"] for each in cash} == {"market", "pea"}


def test_some_lines_have_no_code_and_two_nothing_to_tell_them_apart(lines: Rows) -> None:
    nameless = Counter((each["id_account"], each["label"]) for each in lines if not each["code"])
    assert sorted(nameless.values())[-2:] == [1, 2]


def test_one_security_is_held_in_several_accounts_at_one_value(lines: Rows) -> None:
    held: dict[tuple[str, str], set[Decimal]] = {}
    for each in lines:
        if each["unitvalue"]:
            held.setdefault((each["code"], each["vdate"]), set()).add(each["unitvalue"])
    assert max(Counter(each["code"] for each in lines if each["unitvalue"]).values()) > 1
    assert all(len(values) == 1 for values in held.values())


def test_stale_connection_has_no_value_newer_than_its_last_sync(martin: Caller) -> None:
    stale = martin.get("/users/me/connections/515").json
    found = martin.get("/users/me/connections/515/investments").json["investments"]
    assert found
    for line in found:
        assert (line["vdate"] or "") < stale["last_update"][:10]


def test_pockets_are_on_every_condition(martin: Caller) -> None:
    pockets = everything(martin, "pockets", "pockets")
    conditions = {each["condition"] for each in pockets}
    assert conditions == {"available", "date", "acquired", "retirement", "unknown"}
    assert all(bool(each["availability_date"]) == (each["condition"] == "date") for each in pockets)


def test_orders_are_in_every_state(martin: Caller) -> None:
    orders = everything(martin, "marketorders", "marketorders")
    assert {each["state"] for each in orders} == {"Executed", "Pending", "Cancelled"}


def test_schedules_pay_back_what_is_owed(martin: Caller, accounts: dict[int, dict[str, Any]]) -> None:
    rows = everything(martin, "amortizations", "loanamortizations")
    owed = {row["id_account"] for row in rows}
    assert {accounts[each]["loan"]["type"] for each in owed} == {"mortgage", "consumercredit"}
    for each in owed:
        due = accounts[each]["loan"]["next_payment_date"]
        ahead = [row for row in rows if row["id_account"] == each and row["payment_date"] >= due]
        paid = total(*(row["amortization_amount"]["value"] for row in ahead))
        assert paid == accounts[each]["balance"].copy_negate()
        assert ahead[0]["total_payment_amount"]["value"] == accounts[each]["loan"]["next_payment_amount"]


def test_payments_are_the_sum_of_their_parts(martin: Caller) -> None:
    parts = ("amortization_amount", "interest_amount", "insurance_amount")
    for row in everything(martin, "amortizations", "loanamortizations"):
        whole = total(*(row[name]["value"] for name in parts))
        assert whole == row["total_payment_amount"]["value"]
        assert (row["calculated"] == ["insurance_amount"]) == bool(row["insurance_amount"]["value"])


def test_owners_are_in_many_roles(martin: Caller, keller: Caller) -> None:
    owned = [
        each
        for caller in (martin, keller)
        for each in everything(caller, "account_ownerships", "account_ownerships")
    ]
    roles = {party["role"] for each in owned for party in each["parties"]}
    assert roles == {"holder", "co_holder", "attorney", "successor_on_death", "unknown"}
    assert {each["multiple_holders"] for each in owned} == {True, False, None}


def test_failed_syncs_are_in_the_log(martin: Caller) -> None:
    logs = martin.get("/users/me/connections/515/logs").json["connectionlogs"]
    assert [each["error"] for each in logs] == ["SCARequired", *[None] * 5]


def test_accounts_still_add_up_after_a_year() -> None:
    state = build("family-office", Clock(NOW))
    before = apart(state)
    state.clock.advance(timedelta(days=365))
    for user in state.users.values():
        for connection in user.connections.values():
            connection.state = None
            sync(state, user, connection)
    assert apart(state) == before


def apart(state: State) -> dict[str, Decimal]:
    """Return by how much balances differ from the sums of lines, and loans from what is to come."""
    gaps: dict[str, Decimal] = {}
    for user in state.users.values():
        for _, account in user.accounts():
            if account.investments:
                gaps[account.name] = difference(account.balance, lines_worth(account))
            if account.loan and account.amortizations:
                due = account.loan.next_payment_date
                rows = [row for row in account.amortizations if row.payment_date >= due]
                ahead = total(*(row.amortization_amount for row in rows))
                gaps[account.name] = total(account.balance, ahead)
    return gaps
