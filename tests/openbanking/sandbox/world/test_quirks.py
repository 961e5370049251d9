"""Quirks: what Powens leaves open, each way round."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

import pytest

from openbanking.sandbox.world.model import Transaction
from openbanking.sandbox.world.quirks import Quirks
from tests.openbanking.sandbox.calling import Caller

ROWS = "/users/me/transactions?limit=1000"


@pytest.fixture
def control(sandbox):
    return Caller(sandbox.site)


@pytest.fixture
def take_on(control):
    def take_on(**quirks):
        answer = control.post("/control/quirks", **quirks)
        assert answer.status == 200
        return answer.json

    return take_on


def pages_of(alice, path):
    while path:
        page = alice.get(path).json
        yield page["transactions"]
        link = page["_links"]["next"]
        path = link["href"].partition("/2.0")[2] if link else None


def test_every_habit_is_reported(control):
    assert set(control.get("/control/quirks").json) == {each.name for each in fields(Quirks)}


@pytest.mark.parametrize("given", [{"sulks": True}, {"largest_page": "many"}, {"oldest_first": 1}])
def test_what_is_no_habit_is_refused(control, given):
    assert control.post("/control/quirks", **given).status == 400


@pytest.mark.parametrize("oldest_first", [False, True])
def test_rows_come_in_order_on_small_pages_each_once(take_on, alice, oldest_first):
    everything = [row["id"] for row in alice.get(ROWS).json["transactions"]]
    take_on(largest_page=2, oldest_first=oldest_first)
    pages = list(pages_of(alice, ROWS))
    found = [row["id"] for page in pages for row in page]
    assert found == (everything[::-1] if oldest_first else everything)
    assert max(len(page) for page in pages) == 2


@pytest.mark.parametrize("oldest_first", [False, True])
def test_pages_lead_back_in_either_order(take_on, alice, oldest_first):
    take_on(largest_page=2, oldest_first=oldest_first)
    first = alice.get(ROWS).json
    second = alice.get(first["_links"]["next"]["href"].partition("/2.0")[2]).json
    again = alice.get(second["_links"]["prev"]["href"].partition("/2.0")[2]).json
    assert again["transactions"] == first["transactions"]
    assert again["_links"]["prev"] is None
    assert again["_links"]["next"] == first["_links"]["next"]


def test_last_month_only_unless_days_are_asked_for(take_on, control, alice):
    control.post("/control/mutations", do="add_transaction", account=9001, value="-1", days_ago=40)
    take_on(last_month_only=True)
    everything = alice.get(f"{ROWS}&min_date=1970-01-01").json["transactions"]
    assert len(alice.get(ROWS).json["transactions"]) < len(everything)


@pytest.mark.parametrize("moves", [False, True])
def test_deletion_may_move_the_last_update(take_on, control, sandbox, moves):
    rows = next(iter(sandbox.state.users[7].connections.values())).accounts[9001].transactions
    row: Transaction = next(iter(rows.values()))
    before = row.last_update
    take_on(deleting_is_a_change=moves)
    control.post("/control/mutations", do="take_back", transaction=row.id)
    assert row.deleted
    assert (row.last_update > before) == moves


def test_nothing_enabled_is_either_status(take_on, sandbox, alice):
    take_on(nothing_enabled=400)
    for _, account in sandbox.state.users[7].accounts():
        account.disabled = sandbox.clock.now()
    answer = alice.get(ROWS)
    assert (answer.status, answer.code) == (400, "noAccount")


def test_offset_is_not_minded(take_on, alice):
    take_on(minds_offset=False)
    assert len(alice.get("/users/me/accounts?all&limit=1&offset=1").json["accounts"]) == 2


def test_no_totals(take_on, alice):
    take_on(gives_totals=False)
    assert set(alice.get("/users/me/accounts").json) == {"accounts"}


def test_amounts_as_text(take_on, alice):
    number = alice.get("/users/me/accounts/9001").json["balance"]
    take_on(amounts_as_text=True)
    text = alice.get("/users/me/accounts/9001").json["balance"]
    assert (type(text), Decimal(text)) == (str, number)


def test_types_as_objects(take_on, alice):
    take_on(types_as_objects=True)
    assert alice.get("/users/me/accounts/9001").json["type"]["name"] == "checking"


def test_forms_leave_lines_without_a_type_as_they_are(savers, anna):
    numbers = anna.get("/investments/3001").json
    Caller(savers.site).post(
        "/control/quirks", types_as_objects=True, amounts_as_text=True, instants_in_iso=True
    )
    found = anna.get("/investments/3001").json
    assert (found["id_type"], Decimal(found["quantity"])) == (None, numbers["quantity"])
    assert (found["last_update"][10], len(found["vdate"])) == ("T", 10)


def test_links_as_text(take_on, alice):
    take_on(links_as_text=True)
    links = alice.get("/users/me/transactions?limit=1").json["_links"]
    assert links["next"].startswith("http://127.0.0.1")
    assert links["self"].startswith("http://127.0.0.1")
    assert links["prev"] is None


def test_instants_in_iso(take_on, alice):
    take_on(instants_in_iso=True)
    account = alice.get("/users/me/accounts/9001").json
    assert account["last_update"][10] == "T"
    assert len(alice.get(ROWS).json["transactions"][0]["date"]) == 10
