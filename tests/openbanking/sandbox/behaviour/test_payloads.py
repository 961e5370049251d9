"""What is told of, in which order, and what it carries."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from openbanking.sandbox import Sandbox
from openbanking.sandbox.behaviour.payloads import payload_of
from openbanking.sandbox.world import mutations
from openbanking.sandbox.world.events import EVENTS, Event
from openbanking.sandbox.world.model import Connection
from tests.openbanking.sandbox.calling import APPLICATION, Caller

Told = list[tuple[str, Any]]
BANK = "/users/me/connections/512"


@pytest.fixture
def told(sandbox: Sandbox) -> Told:
    """What is told of from now on, by name."""
    told: Told = []

    def hear(event: Event) -> None:
        assert event.name in EVENTS
        told.append((event.name, json.loads(msgspec.json.encode(payload_of(event)))))

    sandbox.state.notify = hear
    return told


@pytest.fixture
def connection(sandbox: Sandbox) -> Connection:
    return sandbox.state.users[7].connections[512]


def of(told: Told, name: str) -> list[Any]:
    return [payload for each, payload in told if each == name]


def ids(account: dict[str, Any]) -> list[int]:
    return [row["id"] for row in account["transactions"]]


def test_sync_tells_of_accounts_then_each_then_the_connection(alice: Caller, told: Told) -> None:
    alice.send("PUT", BANK)
    assert [name for name, _ in told] == [
        "accounts-fetched",
        "account-synced",
        "account-synced",
        "connection-synced",
    ]
    assert [each["id"] for each in of(told, "account-synced")] == [9001, 9002]


def test_synced_account_is_a_bank_account_with_what_is_new(alice: Caller, told: Told) -> None:
    alice.send("PUT", BANK)
    account = of(told, "account-synced")[0]
    assert account["transactions"] == account["investments"] == []
    shown = json.loads(alice.get("/users/me/accounts/9001").text)
    assert {name: account[name] for name in shown} == shown


def test_row_is_new_in_one_sync_only(sandbox: Sandbox, alice: Caller, told: Told) -> None:
    row = mutations.add_transaction(sandbox.state, account=9001, value="-1.00")
    alice.send("PUT", BANK)
    sandbox.clock.advance(timedelta(minutes=6))
    alice.send("PUT", BANK)
    first, _, second, _ = of(told, "account-synced")
    assert (ids(first), ids(second)) == ([row], [])
    whole = [payload["connection"]["accounts"][0] for payload in of(told, "connection-synced")]
    assert [ids(each) for each in whole] == [[row], []]


def test_row_that_is_edited_is_not_new(sandbox: Sandbox, alice: Caller, told: Told) -> None:
    before = alice.get("/users/me/transactions/700001").json["date_scraped"]
    mutations.edit(sandbox.state, transaction=700_001)
    alice.send("PUT", BANK)
    assert ids(of(told, "account-synced")[0]) == []
    assert alice.get("/users/me/transactions/700001").json["date_scraped"] == before


def test_account_that_is_not_read_is_not_told_of(alice: Caller, told: Told) -> None:
    alice.post("/users/me/accounts/9001", disabled=True)
    alice.send("PUT", BANK)
    assert [each["id"] for each in of(told, "account-synced")] == [9002]
    assert [each["id"] for each in of(told, "connection-synced")[0]["connection"]["accounts"]] == [9002]


def test_sync_that_fails_is_told_of_without_anything_new(
    sandbox: Sandbox, alice: Caller, told: Told, connection: Connection
) -> None:
    connection.state = "SCARequired"
    mutations.add_transaction(sandbox.state, account=9001, value="-1.00")
    alice.send("PUT", BANK)
    ((name, payload),) = told
    assert (name, payload["connection"]["state"]) == ("connection-synced", "SCARequired")
    assert [ids(each) for each in payload["connection"]["accounts"]] == [[], []]


def test_fetched_accounts_come_without_transactions(alice: Caller, told: Told) -> None:
    alice.send("PUT", BANK)
    (payload,) = of(told, "accounts-fetched")
    assert set(payload) == {"user", "connection"}
    assert payload["connection"]["connector"]["name"] == "Banque Miniature"
    assert all("transactions" not in each for each in payload["connection"]["accounts"])


def test_synced_connection_carries_what_is_documented(alice: Caller, told: Told) -> None:
    alice.send("PUT", BANK)
    (payload,) = of(told, "connection-synced")
    assert payload["user"]["id"] == 7
    assert {"connector", "sources", "accounts", "subscriptions"} <= set(payload["connection"])
    assert {"transactions", "investments", "market_orders"} <= set(payload["connection"]["accounts"][0])


def test_synced_accounts_carry_the_lines_and_orders_they_hold(anna: Caller, savers: Sandbox) -> None:
    payloads: dict[str, Any] = {}
    savers.state.notify = lambda event: payloads.update(
        {event.name: json.loads(msgspec.json.encode(payload_of(event)))}
    )
    anna.send("PUT", BANK)
    accounts = {each["id"]: each for each in payloads["connection-synced"]["connection"]["accounts"]}
    assert [each["id"] for each in accounts[9002]["investments"]] == [3001, 3002, 3003]
    assert [each["id"] for each in accounts[9002]["market_orders"]] == [3004, 3005]
    assert accounts[9001]["investments"] == accounts[9001]["market_orders"] == []


@pytest.mark.parametrize("account", [9001, 9002])
def test_enabling_and_disabling_name_their_account(alice: Caller, told: Told, account: int) -> None:
    alice.post(f"/users/me/accounts/{account}", disabled=True)
    alice.post(f"/users/me/accounts/{account}?all", disabled=False)
    (off,), (on,) = of(told, "account-disabled"), of(told, "account-enabled")
    assert (off["id"], on["id"]) == (account, account)
    assert off["disabled"]
    assert on["disabled"] is None


def test_deleted_connection_is_told_by_itself(alice: Caller, told: Told) -> None:
    alice.delete(BANK)
    assert [(name, payload["id"]) for name, payload in told] == [("connection-deleted", 512)]


def test_users_are_told_of_as_they_come_and_go(stranger: Caller, alice: Caller, told: Told) -> None:
    made = stranger.post("/auth/init", **APPLICATION).json["id_user"]
    alice.delete("/users/me")
    assert [(name, payload["id"]) for name, payload in told] == [
        ("user-created", made),
        ("user-deleted", 7),
    ]


def test_temporary_user_is_created_when_it_becomes_permanent(
    sandbox: Sandbox, stranger: Caller, told: Told
) -> None:
    bob = Caller(sandbox.base_url, stranger.post("/auth/init").json["auth_token"])
    assert told == []
    for _ in range(2):
        code = bob.get("/auth/token/code").json["code"]
        stranger.post("/auth/token/access", **APPLICATION, code=code)
    assert [name for name, _ in told] == ["user-created"]


def test_found_account_is_told_in_few_words(sandbox: Sandbox, connection: Connection) -> None:
    account = connection.accounts[mutations.open_account(sandbox.state, connection=512)]
    user = sandbox.state.users[7]
    payload = payload_of(Event(name="account-found", user=user, connection=connection, account=account))
    assert set(payload) == {"id", "id_user", "id_connection", "disabled", "type"}
    assert payload["disabled"] == "2026-03-02 07:00:00"
