"""HTTP itself: routes, bodies, limits, faults, and silence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openbanking.sandbox import ApiError, Request, Sandbox
from tests.openbanking.sandbox.calling import Caller
from tests.openbanking.sandbox.conftest import NOW


def test_unknown_route_is_a_404(stranger: Caller) -> None:
    assert stranger.get("/nowhere").code == "notFound"


def test_route_outside_the_base_path_is_a_404(sandbox: Sandbox) -> None:
    root = Caller(sandbox.base_url.removesuffix("/2.0"))
    assert root.get("/connectors").status == 404


@pytest.mark.parametrize("method", ["DELETE", "PATCH"])
def test_method_that_is_not_offered_is_a_405(stranger: Caller, method: str) -> None:
    refusal = stranger.send(method, "/connectors")
    assert (refusal.status, refusal.code) == (405, "methodNotAllowed")


def test_id_too_long_for_a_number_is_a_404(alice: Caller) -> None:
    assert alice.get(f"/users/me/accounts/{'9' * 5000}").status == 404


@pytest.mark.parametrize("body", [b"[1]", b"{", b"\xff"])
def test_body_that_is_no_object_is_a_400(stranger: Caller, body: bytes) -> None:
    refusal = stranger.send("POST", "/auth/init", body)
    assert (refusal.status, refusal.code) == (400, "invalidValue")


def test_body_of_no_known_length_is_a_400(stranger: Caller) -> None:
    refusal = stranger.send("POST", "/auth/init", headers={"Content-Length": "some"})
    assert (refusal.status, refusal.headers["Connection"]) == (400, "close")


def test_body_too_large_is_a_413(stranger: Caller) -> None:
    assert stranger.send("POST", "/auth/init", headers={"Content-Length": "9999999"}).status == 413


def test_answers_without_content_have_no_body(alice: Caller) -> None:
    answer = alice.send("DELETE", "/auth/token")
    assert (answer.status, answer.text) == (204, "")


def test_each_refusal_has_its_own_request_id(stranger: Caller) -> None:
    first, second = (stranger.get("/nowhere").json["request_id"] for _ in range(2))
    assert first != second


def test_one_call_too_many_in_a_minute_is_a_429() -> None:
    with Sandbox(world="tiny", now=NOW, calls_per_minute=2) as sandbox:
        alice = Caller(sandbox.base_url, sandbox.users[0].token)
        statuses = [alice.get("/users/me").status for _ in range(3)]
        assert statuses == [200, 200, 429]
        assert 1 <= int(alice.get("/users/me").headers["Retry-After"]) <= 60


def test_limit_counts_each_token_by_itself_and_forgets() -> None:
    with Sandbox(world="tiny", now=NOW, calls_per_minute=1) as sandbox:
        alice = Caller(sandbox.base_url, sandbox.users[0].token)
        assert alice.get("/users/me").status == 200
        assert Caller(sandbox.base_url).get("/connectors").status == 200
        assert alice.get("/users/me").status == 429
        sandbox.clock.advance(timedelta(minutes=1))
        assert alice.get("/users/me").status == 200


def test_fault_sees_a_request_before_it_is_routed() -> None:
    def down_for_accounts(request: Request) -> None:
        if request.path.endswith("/accounts"):
            raise ApiError(503, "bug", "Down for maintenance")

    with Sandbox(world="tiny", now=NOW, fault=down_for_accounts) as sandbox:
        alice = Caller(sandbox.base_url, sandbox.users[0].token)
        assert alice.get("/users/me/accounts").status == 503
        assert alice.get("/users/me").status == 200


def test_nothing_is_logged(sandbox: Sandbox, alice: Caller, capfd: pytest.CaptureFixture[str]) -> None:
    alice.get("/users/me?code=secret")
    alice.get("/nowhere")
    assert capfd.readouterr() == ("", "")


def test_request_shows_nothing_that_opens_doors() -> None:
    request = Request(
        method="POST",
        path="/auth/renew",
        root="",
        content_type="",
        query_text="code=hidden",
        body=b"hidden",
        authorization="Bearer hidden",
    )
    assert "hidden" not in repr(request)


def test_stopped_sandbox_frees_its_port() -> None:
    with Sandbox(world="tiny", now=NOW) as first:
        port = int(first.base_url.rsplit(":", 1)[1].removesuffix("/2.0"))
    with Sandbox(world="tiny", now=NOW, port=port) as second:
        assert second.base_url == first.base_url
