"""The difficulties the family office is there for."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from openbanking.sandbox.world.catalogue import ACCOUNT_TYPES
from tests.openbanking.sandbox.calling import Caller

Rows = list[dict[str, Any]]


def everything(caller: Caller, kind: str) -> Rows:
    rows: Rows = []
    while True:
        page = caller.get(f"/users/me/{kind}?limit=1000&all&offset={len(rows)}").json
        rows += page[kind]
        if len(rows) >= page["total"]:
            return rows


@pytest.fixture(scope="module")
def accounts(martin: Caller, keller: Caller) -> Rows:
    return everything(martin, "accounts") + everything(keller, "accounts")


@pytest.fixture(scope="module")
def connections(martin: Caller, keller: Caller) -> Rows:
    return everything(martin, "connections") + everything(keller, "connections")


@pytest.fixture(scope="module")
def transactions(martin: Caller, keller: Caller) -> Rows:
    return everything(martin, "transactions") + everything(keller, "transactions")


def test_every_type_of_account_is_there(accounts: Rows) -> None:
    assert {each["type"] for each in accounts} == set(ACCOUNT_TYPES)


def test_there_are_rows_over_more_than_a_year(transactions: Rows) -> None:
    assert len(transactions) > 1000
    assert min(each["date"] for each in transactions) < "2025-03-02"


def test_currencies_are_many_and_one_is_missing(accounts: Rows) -> None:
    found = {each["currency"] and each["currency"]["id"] for each in accounts}
    assert found == {"EUR", "USD", "GBP", "CHF", "JPY", "KWD", "BTC", None}


def test_connections_are_in_every_kind_of_state(connections: Rows) -> None:
    states = Counter(each["state"] for each in connections)
    assert states == {None: 7, "SCARequired": 1, "wrongpass": 1, "websiteUnavailable": 1}


def test_one_consent_ends_within_a_week(connections: Rows) -> None:
    assert sum(each["expire"] < "2026-03-09" for each in connections) == 1


def test_stale_connection_has_nothing_newer_than_its_last_sync(martin: Caller) -> None:
    stale = martin.get("/users/me/connections/515").json
    rows = martin.get("/users/me/connections/515/transactions?limit=1000").json["transactions"]
    assert stale["state"] == "SCARequired"
    assert rows
    assert all(row["last_update"] <= stale["last_update"] for row in rows)


def test_some_accounts_are_undecided_and_one_is_gone(accounts: Rows) -> None:
    assert sum(bool(each["disabled"]) for each in accounts) == 2
    assert sum(bool(each["deleted"]) for each in accounts) == 1


def test_enabled_account_can_be_without_a_balance(accounts: Rows) -> None:
    silent = [each for each in accounts if each["balance"] is None and not each["disabled"]]
    assert len(silent) == 2


def test_joint_account_is_seen_through_two_connections(accounts: Rows, martin: Caller) -> None:
    twice = [iban for iban, n in Counter(each["iban"] for each in accounts).items() if iban and n > 1]
    first, second = (each for each in accounts if each["iban"] in twice)
    assert first["id_connection"] != second["id_connection"]
    reported = [
        [
            (row["date"], row["value"], row["original_wording"])
            for row in martin.get(f"/users/me/accounts/{each['id']}/transactions?limit=1000").json[
                "transactions"
            ]
        ]
        for each in (first, second)
    ]
    assert reported[0] == reported[1]


def test_loans_tell_terms_that_agree(accounts: Rows) -> None:
    loans = [each for each in accounts if each["loan"]]
    assert {each["loan"]["type"] for each in loans} == {
        "mortgage",
        "consumercredit",
        "revolvingcredit",
    }
    for account in loans:
        loan = account["loan"]
        assert loan["nb_payments_left"] + loan["nb_payments_done"] == loan["duration"]
        assert -loan["total_amount"] <= account["balance"] < 0


def test_amounts_run_from_a_satoshi_to_millions_of_yen(transactions: Rows, accounts: Rows) -> None:
    assert Decimal("0.00000001") in {row["value"] for row in transactions}
    assert 1_250_000 in {each["balance"] for each in accounts}


def test_loans_are_repaid_under_both_names(transactions: Rows, accounts: Rows) -> None:
    repaid = {
        row["type"]: row["value"].copy_negate()
        for row in transactions
        if row["type"].startswith("loan_")
    }
    assert set(repaid) == {"loan_repayment", "loan_payment"}
    due = {each["loan"]["next_payment_amount"] for each in accounts if each["loan"]}
    assert set(repaid.values()) <= due


def test_one_row_was_taken_back(transactions: Rows) -> None:
    gone = [row for row in transactions if row["deleted"]]
    assert [row["deleted"] == row["last_update"] for row in gone] == [True]


def test_one_value_is_unknown(transactions: Rows) -> None:
    assert sum(row["value"] is None for row in transactions) == 1
