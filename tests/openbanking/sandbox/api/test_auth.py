"""How users, tokens and codes come and go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openbanking.sandbox import CLIENT_ID, CLIENT_SECRET, Sandbox
from tests.openbanking.sandbox.calling import APPLICATION, Caller

RENEWAL = {**APPLICATION, "grant_type": "client_credentials"}


def status_of(sandbox: Sandbox, token: str) -> int:
    return Caller(sandbox.base_url, token).get("/users/me").status


def test_application_creates_a_permanent_user(sandbox: Sandbox, stranger: Caller) -> None:
    made = stranger.post("/auth/init", **APPLICATION).json
    assert (made["type"], made["expires_in"]) == ("permanent", None)
    assert Caller(sandbox.base_url, made["auth_token"]).get("/users/me").json["id"] == made["id_user"]


@pytest.mark.parametrize("client_id", [int(CLIENT_ID), "sandbox-client"])
def test_client_id_may_be_a_number_or_the_name(stranger: Caller, client_id: int | str) -> None:
    made = stranger.post("/auth/init", client_id=client_id, client_secret=CLIENT_SECRET).json
    assert made["type"] == "permanent"


@pytest.mark.parametrize(
    "given", [{}, {"client_id": CLIENT_ID}, {"client_id": None, "client_secret": None}]
)
def test_anybody_creates_a_temporary_user(stranger: Caller, given: dict[str, object]) -> None:
    made = stranger.post("/auth/init", **given).json
    assert (made["type"], made["expires_in"]) == ("temporary", 1800)


def test_temporary_user_is_gone_after_half_an_hour(sandbox: Sandbox, stranger: Caller) -> None:
    token = stranger.post("/auth/init").json["auth_token"]
    sandbox.clock.advance(timedelta(minutes=29))
    assert status_of(sandbox, token) == 200
    sandbox.clock.advance(timedelta(minutes=1))
    assert status_of(sandbox, token) == 401


def test_swapping_a_code_makes_a_user_permanent(sandbox: Sandbox, stranger: Caller) -> None:
    bob = Caller(sandbox.base_url, stranger.post("/auth/init").json["auth_token"])
    code = bob.get("/auth/token/code").json["code"]
    granted = stranger.post("/auth/token/access", **APPLICATION, code=code).json
    sandbox.clock.advance(timedelta(days=1))
    assert granted["token_type"] == "Bearer"
    assert status_of(sandbox, granted["access_token"]) == 200


def test_code_tells_its_life_and_access(alice: Caller) -> None:
    found = alice.get("/auth/token/code?type=singleAccess").json
    assert (found["access"], found["type"], found["expires_in"]) == ("single", "temporary", 1800)


def test_code_works_once(alice: Caller, stranger: Caller) -> None:
    code = alice.get("/auth/token/code").json["code"]
    first = stranger.post("/auth/token/access", **APPLICATION, code=code)
    second = stranger.post("/auth/token/access", **APPLICATION, code=code)
    assert (first.status, second.status) == (200, 400)
    assert second.json["error"] == "invalid_grant"


def test_code_expires(sandbox: Sandbox, alice: Caller, stranger: Caller) -> None:
    code = alice.get("/auth/token/code").json["code"]
    sandbox.clock.advance(timedelta(seconds=1801))
    assert stranger.post("/auth/token/access", **APPLICATION, code=code).status == 400


def test_code_of_a_deleted_user_is_worthless(alice: Caller, stranger: Caller) -> None:
    code = alice.get("/auth/token/code").json["code"]
    alice.send("DELETE", "/users/me")
    assert stranger.post("/auth/token/access", **APPLICATION, code=code).status == 400


def test_renewal_keeps_the_old_token(sandbox: Sandbox, alice: Caller, stranger: Caller) -> None:
    granted = stranger.post("/auth/renew", **RENEWAL, id_user=7).json
    assert status_of(sandbox, granted["access_token"]) == 200
    assert alice.get("/users/me").status == 200


def test_renewal_can_revoke_the_old_token(alice: Caller, stranger: Caller) -> None:
    stranger.post("/auth/renew", **RENEWAL, id_user=7, revoke_previous=True)
    assert alice.get("/users/me").status == 401


def test_renewal_without_a_user_creates_one(sandbox: Sandbox, stranger: Caller) -> None:
    token = stranger.post("/auth/renew", **RENEWAL).json["access_token"]
    assert Caller(sandbox.base_url, token).get("/users/me").json["id"] not in (None, 7)


def test_renewal_of_an_unknown_user_is_refused(stranger: Caller) -> None:
    assert stranger.post("/auth/renew", **RENEWAL, id_user=999).status == 404


def test_renewal_takes_a_form_too(stranger: Caller) -> None:
    assert stranger.post_form("/auth/renew", **RENEWAL, id_user="7").status == 200


@pytest.mark.parametrize("name", ["grant_type", "client_id", "client_secret"])
def test_renewal_says_what_is_missing(stranger: Caller, name: str) -> None:
    given = {key: value for key, value in RENEWAL.items() if key != name}
    refusal = stranger.post("/auth/renew", **given, id_user=7)
    assert (refusal.status, refusal.code) == (400, "missingParameter")
    assert name in refusal.json["description"]


def test_wrong_secret_is_refused(stranger: Caller) -> None:
    wrong = {**RENEWAL, "client_secret": "guess"}
    assert stranger.post("/auth/renew", **wrong, id_user=7).status == 403


def test_another_grant_is_refused(stranger: Caller) -> None:
    refusal = stranger.post("/auth/renew", **APPLICATION, grant_type="password", id_user=7)
    assert (refusal.status, refusal.json["error"]) == (400, "unsupported_grant_type")


SERVICE = {**APPLICATION, "grant_type": "client_credentials", "scope": "payments:admin"}


def test_service_token_tells_its_scope(stranger: Caller) -> None:
    found = stranger.post("/auth/token", **SERVICE).json
    assert set(found) == {"token", "scope"}
    assert found["scope"] == "payments:admin"


def test_scopes_come_as_an_array_too(stranger: Caller) -> None:
    scopes = ["payments:read-only", "payment-links:admin"]
    found = stranger.post("/auth/token", **{**SERVICE, "scope": scopes}).json
    assert found["scope"] == "payments:read-only payment-links:admin"


@pytest.mark.parametrize("path", ["/users/me", "/users/7/accounts", "/auth/token/code"])
def test_service_token_opens_no_users_data(sandbox: Sandbox, stranger: Caller, path: str) -> None:
    shop = Caller(sandbox.base_url, stranger.post("/auth/token", **SERVICE).json["token"])
    refusal = shop.get(path)
    assert (refusal.status, refusal.code) == (403, "forbidden")


def test_service_token_dies_after_half_an_hour(sandbox: Sandbox, stranger: Caller) -> None:
    shop = Caller(sandbox.base_url, stranger.post("/auth/token", **SERVICE).json["token"])
    sandbox.clock.advance(timedelta(minutes=30))
    assert shop.get("/users/me").status == 401


@pytest.mark.parametrize("scope", ["accounts:read", "", [], ["payments:admin", "users"], 7, None, [[]]])
def test_unknown_scope_names_the_known_ones(stranger: Caller, scope: object) -> None:
    refusal = stranger.post("/auth/token", **{**SERVICE, "scope": scope})
    assert (refusal.status, refusal.json["error"]) == (400, "invalid_scope")
    assert "payments:admin, payments:read-only" in refusal.json["error_description"]


@pytest.mark.parametrize("name", ["grant_type", "client_id", "client_secret", "scope"])
def test_request_for_a_service_token_says_what_is_missing(stranger: Caller, name: str) -> None:
    refusal = stranger.post("/auth/token", **{key: SERVICE[key] for key in SERVICE if key != name})
    assert (refusal.status, refusal.code) == (400, "missingParameter")
    assert name in refusal.json["description"]


def test_service_token_is_for_the_application_only(stranger: Caller) -> None:
    wrong = {**SERVICE, "client_secret": "guess"}
    assert stranger.post("/auth/token", **wrong).status == 403


def test_revoked_token_is_dead(alice: Caller) -> None:
    assert alice.send("DELETE", "/auth/token").status == 204
    assert alice.get("/users/me").status == 401


def test_no_token_is_a_401_in_the_envelope(stranger: Caller) -> None:
    refusal = stranger.get("/users/me")
    assert refusal.status == 401
    assert set(refusal.json) == {"code", "description", "message", "request_id"}


def test_another_user_is_a_404(alice: Caller) -> None:
    assert alice.get("/users/8/accounts").status == 404


def test_a_user_goes_by_number_too(alice: Caller) -> None:
    assert alice.get("/users/7").json == alice.get("/users/me").json


def test_deleted_user_leaves_a_dead_token(alice: Caller) -> None:
    assert alice.send("DELETE", "/users/me").status == 204
    assert alice.get("/users/me").status == 401
