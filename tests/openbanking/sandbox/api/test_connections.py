"""Connections: what they tell, and asking for a sync."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openbanking.sandbox import Sandbox
from openbanking.sandbox.world.model import Connection
from tests.openbanking.sandbox.calling import Caller

ONLY = "/users/me/connections/512"


@pytest.fixture
def connection(sandbox: Sandbox) -> Connection:
    return sandbox.state.users[7].connections[512]


def test_connections_are_listed_with_their_total(alice: Caller) -> None:
    found = alice.get("/users/me/connections").json
    assert (found["connections"][0]["id"], found["total"]) == (512, 1)


def test_healthy_connection_has_no_state(alice: Caller) -> None:
    found = alice.get(ONLY).json
    assert (found["state"], found["error"], found["fields"]) == (None, None, None)


def test_unknown_connection_is_a_404(alice: Caller) -> None:
    refusal = alice.get("/users/me/connections/1")
    assert (refusal.status, refusal.code) == (404, "notFound")


def test_expand_adds_what_it_names(alice: Caller) -> None:
    found = alice.get(f"{ONLY}?expand=connector,sources").json
    assert found["connector"]["name"] == "Banque Miniature"
    assert found["sources"][0]["name"] == "openapi"
    assert "accounts" not in found


def test_expand_reaches_within_brackets(alice: Caller) -> None:
    found = alice.get(f"{ONLY}?expand=connector[countries,sources],sources").json
    assert found["connector"]["countries"] == [{"id": "fr", "name": "France"}]
    source = found["connector"]["sources"][0]
    assert source["id"] == found["sources"][0]["id_connector_source"]


@pytest.mark.parametrize("state", ["wrongpass", "additionalInformationNeeded"])
def test_fields_tell_what_to_ask_again(alice: Caller, connection: Connection, state: str) -> None:
    connection.state = state
    (field,) = alice.get(ONLY).json["fields"]
    assert (field["required"], field["connector_sources"], field["auth_mechanisms"]) == (
        True,
        ["openapi"],
        ["webauth"],
    )


def test_only_all_accounts_has_the_disabled_ones(alice: Caller) -> None:
    alice.post("/users/me/accounts/9002", disabled=True)
    found = alice.get(f"{ONLY}?expand=accounts,all_accounts").json
    assert [each["id"] for each in found["accounts"]] == [9001]
    assert [each["id"] for each in found["all_accounts"]] == [9001, 9002]


def test_times_are_naive_and_of_paris(alice: Caller) -> None:
    assert alice.get(ONLY).json["last_update"] == "2026-03-02 07:00:00"


def test_asking_for_a_sync_reads_the_bank(sandbox: Sandbox, alice: Caller) -> None:
    before = alice.get("/users/me/accounts/9001").json["last_update"]
    sandbox.clock.advance(timedelta(hours=1))
    assert alice.send("PUT", f"{ONLY}?psu_requested=false").status == 200
    assert alice.get("/users/me/accounts/9001").json["last_update"] > before


def test_asking_again_at_once_is_a_409(alice: Caller) -> None:
    alice.send("PUT", f"{ONLY}?psu_requested=false")
    assert alice.send("PUT", f"{ONLY}?psu_requested=false").status == 409


def test_asking_again_later_is_fine(sandbox: Sandbox, alice: Caller) -> None:
    alice.send("PUT", ONLY)
    sandbox.clock.advance(timedelta(minutes=6))
    assert alice.send("PUT", ONLY).status == 200


def test_empty_post_syncs_as_well(alice: Caller) -> None:
    assert [alice.post(ONLY).status for _ in range(2)] == [200, 409]


@pytest.mark.parametrize("state", ["SCARequired", "websiteUnavailable", "a_state_of_tomorrow"])
def test_asking_for_a_sync_heals_nothing(alice: Caller, connection: Connection, state: str) -> None:
    connection.state = state
    found = alice.send("PUT", f"{ONLY}?psu_requested=false")
    assert (found.status, found.json["state"]) == (200, state)


def test_automatic_sync_is_switched_off(alice: Caller) -> None:
    assert alice.post(ONLY, active=False).json["active"] is False


def test_deleted_connection_takes_everything_along(alice: Caller) -> None:
    assert alice.send("DELETE", ONLY).status == 204
    assert alice.get(ONLY).status == 404
    assert alice.get("/users/me/accounts?all").json["accounts"] == []


def test_source_tells_when_the_consent_ends(alice: Caller) -> None:
    source = alice.get(f"{ONLY}/sources").json["sources"][0]
    assert source["access_expire"] == "2026-06-30 08:00:00"
    assert alice.get(f"{ONLY}/sources/{source['id']}").json == source
