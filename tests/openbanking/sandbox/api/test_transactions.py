"""Which transactions a list shows."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from openbanking.sandbox import Sandbox
from openbanking.sandbox.world.amounts import total
from openbanking.sandbox.world.model import Transaction
from tests.openbanking.sandbox.calling import Caller
from tests.openbanking.sandbox.conftest import NOW

ROWS = "/users/me/transactions?limit=100"
SALARY, SHOP, FEE, ELECTRICITY = range(700_001, 700_005)


@pytest.fixture
def rows(sandbox: Sandbox) -> dict[int, Transaction]:
    return sandbox.state.users[7].connections[512].accounts[9001].transactions


def ids(caller: Caller, path: str) -> list[int]:
    answer = caller.get(path)
    assert answer.status == 200, answer.text
    return [row["id"] for row in answer.json["transactions"]]


def test_limit_is_required(alice: Caller) -> None:
    refusal = alice.get("/users/me/transactions")
    assert (refusal.status, refusal.code) == (400, "missingParameter")


@pytest.mark.parametrize("limit", ["0", "-1", "many", "²", "9" * 30])
def test_limit_must_be_a_sound_number(alice: Caller, limit: str) -> None:
    refusal = alice.get(f"/users/me/transactions?limit={quote(limit)}")
    assert (refusal.status, refusal.code) == (400, "invalidValue")


def test_newest_come_first(alice: Caller) -> None:
    assert ids(alice, ROWS) == [ELECTRICITY, FEE, SHOP, SALARY]


def test_coming_row_is_marked_and_lies_ahead(alice: Caller) -> None:
    row = alice.get(ROWS).json["transactions"][0]
    assert (row["coming"], row["date"]) == (True, "2026-03-04")


def test_list_tells_what_dates_there_are(alice: Caller) -> None:
    found = alice.get("/users/me/transactions?limit=2&max_date=2026-03-01").json
    assert (found["first_date"], found["last_date"]) == ("2026-02-27", "2026-03-04")
    assert (found["result_min_date"], found["result_max_date"]) == ("2026-02-28", "2026-03-01")
    assert found["total"] == 3


def test_nothing_enabled_is_no_account(alice: Caller) -> None:
    for account in (9001, 9002):
        alice.post(f"/users/me/accounts/{account}", disabled=True)
    refusal = alice.get(ROWS)
    assert (refusal.status, refusal.code) == (409, "noAccount")


def test_disabled_account_addressed_with_all_is_no_account(alice: Caller) -> None:
    alice.post("/users/me/accounts/9001", disabled=True)
    path = "/users/me/accounts/9001/transactions?limit=1"
    assert alice.get(path).status == 404
    assert alice.get(f"{path}&all").code == "noAccount"


@pytest.mark.parametrize(
    "path", ["accounts/9001/transactions", "connections/512/transactions", "transactions"]
)
def test_rows_are_reached_from_every_level(alice: Caller, path: str) -> None:
    assert len(ids(alice, f"/users/me/{path}?limit=100")) == 4


def test_account_without_rows_is_an_empty_list(alice: Caller) -> None:
    found = alice.get("/users/me/accounts/9002/transactions?limit=5").json
    assert (found["transactions"], found["first_date"], found["_links"]["next"]) == ([], None, None)


def test_deleted_row_is_seen_only_when_asked_for(alice: Caller, rows: dict[int, Transaction]) -> None:
    rows[SHOP].deleted = NOW
    assert SHOP not in ids(alice, ROWS)
    assert SHOP in ids(alice, f"{ROWS}&all")
    assert ids(alice, f"{ROWS}&deleted=true") == [SHOP]
    assert SHOP not in ids(alice, f"{ROWS}&all&deleted=false")


def test_deleted_row_is_a_404_without_all(alice: Caller, rows: dict[int, Transaction]) -> None:
    rows[SHOP].deleted = NOW
    assert alice.get(f"/users/me/transactions/{SHOP}").status == 404
    found = alice.get(f"/users/me/transactions/{SHOP}?all").json
    assert found["deleted"] == "2026-03-02 07:00:00"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("income=true", [SALARY]),
        ("income=false", [ELECTRICITY, FEE, SHOP]),
        ("min_date=2026-03", [ELECTRICITY, FEE]),
        ("max_date=2026-02", [SHOP, SALARY]),
        ("min_date=2026&max_date=2026", [ELECTRICITY, FEE, SHOP, SALARY]),
        ("min_date=2026-02-28&max_date=2026-02-28", [SHOP]),
        ("min_value=-42.17", [FEE, SHOP, SALARY]),
        ("max_value=-42.17", [ELECTRICITY, SHOP]),
        ("wording=shop", [SHOP]),
        ("income=false&max_value=-50", [ELECTRICITY]),
    ],
)
def test_filter_lets_through_what_it_names(alice: Caller, query: str, found: list[int]) -> None:
    assert ids(alice, f"{ROWS}&{query}") == found


def test_dates_mean_the_order_unless_the_posting_is_asked_for(
    alice: Caller, rows: dict[int, Transaction]
) -> None:
    rows[SHOP].posted = rows[FEE].posted
    assert SHOP not in ids(alice, f"{ROWS}&min_date=2026-03-01")
    assert SHOP in ids(alice, f"{ROWS}&min_date=2026-03-01&filter=date")


def test_last_update_is_strictly_after_in_the_time_of_paris(
    alice: Caller, rows: dict[int, Transaction]
) -> None:
    rows[SALARY].last_update = NOW  # 07:00 in Paris
    assert SALARY in ids(alice, f"{ROWS}&last_update=2026-03-02+06:59:59")
    assert SALARY not in ids(alice, f"{ROWS}&last_update=2026-03-02+07:00:00")


@pytest.mark.parametrize(
    "query",
    [
        "min_date=soon",
        "min_date=2026-02-30",
        "max_date=2026-13",
        "max_date=2026-01-01-01",
        "min_date=99999999999999999999",
        "last_update=yesterday",
        "min_value=much",
        "max_value=NaN",
        "filter=vdate",
        "cursor=made-up",
        "offset=-1",
    ],
)
def test_filter_that_makes_no_sense_is_a_400(alice: Caller, query: str) -> None:
    refusal = alice.get(f"{ROWS}&{query}")
    assert (refusal.status, refusal.code) == (400, "invalidValue")
    assert query.partition("=")[0] in refusal.json["description"]


def test_row_without_a_value_passes_no_filter_on_values(
    alice: Caller, rows: dict[int, Transaction]
) -> None:
    rows[SHOP].value = None
    assert alice.get(f"/users/me/transactions/{SHOP}").json["value"] is None
    assert SHOP not in ids(alice, f"{ROWS}&income=false")
    assert SHOP not in ids(alice, f"{ROWS}&min_value=-1000")


def test_payment_abroad_adds_up(martin: Caller) -> None:
    abroad = next(
        row
        for row in martin.get("/users/me/transactions?limit=1000").json["transactions"]
        if row["original_currency"]
    )
    assert total(abroad["gross_value"], abroad["commission"]) == abroad["value"]
    assert abroad["original_currency"]["id"] != abroad["commission_currency"]["id"] == "EUR"
    assert abroad["original_value"] < 0


def test_time_of_an_order_is_in_utc(alice: Caller, rows: dict[int, Transaction]) -> None:
    rows[SHOP].instant = datetime(2026, 7, 1, 12, tzinfo=UTC)
    shown = alice.get(f"/users/me/transactions/{SHOP}").json
    assert (shown["rdatetime"], shown["datetime"]) == ("2026-07-01 12:00:00",) * 2
