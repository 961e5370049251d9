"""Pages of transactions hold still, whatever happens meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from openbanking.sandbox import Sandbox
from tests.openbanking.sandbox.calling import Caller


def next_path(answer: dict[str, object]) -> str | None:
    links = answer["_links"]
    assert isinstance(links, dict)
    if links["next"] is None:
        return None
    address = urlsplit(links["next"]["href"])
    return f"{address.path.removeprefix('/2.0')}?{address.query}"


def read_through(caller: Caller, path: str | None) -> list[list[int]]:
    pages = []
    while path:
        answer = caller.get(path).json
        pages.append([row["id"] for row in answer["transactions"]])
        path = next_path(answer)
    return pages


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
    account = sandbox.state.users[7].connections[512].accounts[9001]
    account.transactions[900_000] = replace(
        account.transactions[700_004], id=900_000, wording="JUST NOW"
    )
    rest = read_through(alice, next_path(first))
    assert rest == [[700_002, 700_001]]


def test_row_that_goes_meanwhile_hides_no_other(sandbox: Sandbox, alice: Caller) -> None:
    first = alice.get("/users/me/transactions?limit=2").json
    account = sandbox.state.users[7].connections[512].accounts[9001]
    account.transactions[700_003].deleted = sandbox.clock.now() + timedelta(seconds=1)
    assert read_through(alice, next_path(first)) == [[700_002, 700_001]]
