"""Pages of transactions hold still, whatever happens meanwhile."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from openbanking.sandbox import Sandbox
from tests.openbanking.sandbox.calling import Caller


def next_path(answer: dict[str, object], way: str = "next") -> str | None:
    links = answer["_links"]
    assert isinstance(links, dict)
    if links[way] is None:
        return None
    address = urlsplit(links[way]["href"])
    return f"{address.path.removeprefix('/2.0')}?{address.query}"


def prev_path(answer: dict[str, object]) -> str | None:
    return next_path(answer, "prev")


def read_through(caller: Caller, path: str | None, way: str = "next") -> list[list[int]]:
    pages = []
    while path:
        answer = caller.get(path).json
        pages.append(ids(answer))
        path = next_path(answer, way)
    return pages


def ids(answer: dict[str, Any]) -> list[int]:
    return [row["id"] for row in answer["transactions"]]


def arrive(sandbox: Sandbox, row_id: int, *, like: int) -> None:
    rows = sandbox.state.users[7].connections[512].accounts[9001].transactions
    rows[row_id] = replace(rows[like], id=row_id, wording="JUST NOW")


def test_every_row_is_read_once_and_in_order(martin: Caller) -> None:
    whole = read_through(martin, "/users/me/transactions?limit=1000&all")
    pages = read_through(martin, "/users/me/transactions?limit=100&all")
    assert [row for page in pages for row in page] == [row for page in whole for row in page]
    assert all(len(page) == 100 for page in pages[:-1])


def test_last_page_has_no_next_even_when_full(alice: Caller) -> None:
    assert read_through(alice, "/users/me/transactions?limit=2") == [
        [700_004, 700_003],
        [700_002, 700_001],
    ]


def test_limit_is_capped_at_a_thousand(sandbox: Sandbox, alice: Caller) -> None:
    rows = sandbox.state.users[7].connections[512].accounts[9001].transactions
    for number in range(1000):
        rows[800_000 + number] = replace(rows[700_001], id=800_000 + number)
    found = alice.get("/users/me/transactions?limit=5000").json
    assert len(found["transactions"]) == 1000
    assert found["_links"]["next"]


def test_next_keeps_the_filters(alice: Caller) -> None:
    pages = read_through(alice, "/users/me/transactions?limit=1&income=false&all")
    assert pages == [[700_004], [700_003], [700_002]]


def test_links_are_absolute_on_the_host_the_client_used(alice: Caller) -> None:
    found = alice.get("/users/me/transactions?limit=1&all", Host="powens.example:81").json
    assert found["_links"]["next"]["href"].startswith(
        "http://powens.example:81/2.0/users/me/transactions?limit=1&all=&cursor="
    )
    assert found["_links"]["self"]["href"] == (
        "http://powens.example:81/2.0/users/me/transactions?limit=1&all"
    )


def test_row_that_arrives_meanwhile_moves_nothing(sandbox: Sandbox, alice: Caller) -> None:
    first = alice.get("/users/me/transactions?limit=2").json
    arrive(sandbox, 900_000, like=700_004)
    rest = read_through(alice, next_path(first))
    assert rest == [[700_002, 700_001]]


def test_row_that_goes_meanwhile_hides_no_other(sandbox: Sandbox, alice: Caller) -> None:
    first = alice.get("/users/me/transactions?limit=2").json
    account = sandbox.state.users[7].connections[512].accounts[9001]
    account.transactions[700_003].deleted = sandbox.clock.now() + timedelta(seconds=1)
    assert read_through(alice, next_path(first)) == [[700_002, 700_001]]


def test_pages_read_backwards_are_those_read_forwards(martin: Caller) -> None:
    path = "/users/me/transactions?limit=100&all&income=false"
    forwards = read_through(martin, path)
    last = martin.get(path)
    while following := next_path(last.json):
        last = martin.get(following)
    backwards = read_through(martin, prev_path(last.json), "prev")
    assert backwards == forwards[-2::-1]


def test_first_page_leads_nowhere_back(alice: Caller) -> None:
    assert alice.get("/users/me/transactions?limit=2").json["_links"]["prev"] is None
    assert alice.get("/users/me/transactions?limit=1&min_date=2100").json["_links"]["prev"] is None


def test_page_before_is_the_same_while_rows_arrive(sandbox: Sandbox, alice: Caller) -> None:
    first = alice.get("/users/me/transactions?limit=2").json
    second = alice.get(next_path(first) or "").json
    arrive(sandbox, 900_000, like=700_004)
    again = alice.get(prev_path(second) or "").json
    assert ids(again) == ids(first)
    assert ids(alice.get(next_path(again) or "").json) == ids(second)
    assert ids(alice.get(prev_path(again) or "").json) == [900_000]


def test_row_that_arrives_within_a_page_is_read_once_either_way(sandbox: Sandbox, alice: Caller) -> None:
    first = alice.get("/users/me/transactions?limit=2").json
    second = alice.get(next_path(first) or "").json
    arrive(sandbox, 900_000, like=700_003)
    back = read_through(alice, prev_path(second), "prev")
    assert back == [[900_000, 700_003], [700_004]]


def test_page_from_an_offset_leads_back_to_what_it_skipped(alice: Caller) -> None:
    found = alice.get("/users/me/transactions?limit=2&offset=1").json
    assert ids(found) == [700_003, 700_002]
    assert read_through(alice, prev_path(found), "prev") == [[700_004]]


def test_way_back_is_absolute_and_keeps_the_filters(alice: Caller) -> None:
    first = alice.get("/users/me/transactions?limit=1&all", Host="powens.example:81").json
    second = alice.get(next_path(first) or "", Host="powens.example:81").json
    assert second["_links"]["prev"]["href"].startswith(
        "http://powens.example:81/2.0/users/me/transactions?limit=1&all=&cursor="
    )


@pytest.mark.parametrize("place", [{"id": {"gt": 1}}, {"id": 7}, {"id": {"lt": float("inf")}}, 7])
def test_cursor_that_is_made_up_is_refused(alice: Caller, place: object) -> None:
    known = {"application_date": {"lt": "2026-03-01"}}
    text = json.dumps(known | place if isinstance(place, dict) else place)
    cursor = base64.urlsafe_b64encode(text.encode()).decode()
    refusal = alice.get(f"/users/me/transactions?limit=1&cursor={cursor}")
    assert (refusal.status, refusal.code) == (400, "invalidValue")
