"""Requests that fail: what is tried again, what is not, and what an error tells."""

from __future__ import annotations

import json
import logging

import pytest
import requests

from openbanking.powens import (
    PowensAuthError,
    PowensBadRequest,
    PowensConflict,
    PowensError,
    PowensNotFound,
    PowensProtocolError,
    PowensRateLimited,
    PowensUnavailable,
    answers,
    create_user,
    renew,
)
from openbanking.powens.transport import Transport, checked_base_url
from tests.openbanking.powens.conftest import BASE, TOKEN

ME = {"id": 7}
CODE = "auth/token/code"
NESTED = b"[" * 20_000 + b"]" * 20_000
OLD = "users/me/connections/5"


def read(client):
    """Read something once."""
    return json.loads(client.transport.send("GET", "users/me"))


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_read_that_fails_at_powens_is_tried_again(client, powens, status):
    powens.answers("users/me", {"code": "bug"}, status=status)
    powens.answers("users/me", ME)
    assert read(client)["id"] == 7
    assert len(powens.waits) == 1


def test_read_that_gets_no_answer_is_tried_again(client, powens):
    powens.answers("users/me", requests.ConnectionError("refused"))
    powens.answers("users/me", ME)
    assert read(client)["id"] == 7


def test_waits_grow_and_end(client, powens):
    for _ in range(4):
        powens.answers("users/me", {"code": "bug"}, status=503)
    with pytest.raises(PowensUnavailable):
        read(client)
    assert len(powens.waits) == 3
    assert powens.waits[0] < powens.waits[1] < powens.waits[2] <= 60


def test_wait_that_powens_asks_for_is_kept(client, powens):
    powens.answers("users/me", {}, status=429, headers={"Retry-After": "17"})
    powens.answers("users/me", ME)
    read(client)
    assert powens.waits == [17]


def test_wait_may_be_given_as_a_date(client, powens):
    powens.answers("users/me", {}, status=429, headers={"Retry-After": "Mon, 02 Mar 2026 09:30:21 GMT"})
    powens.answers("users/me", ME)
    read(client)
    assert powens.waits == [21]


def test_longer_wait_is_left_to_the_next_run(client, powens):
    powens.answers("users/me", {}, status=429, headers={"Retry-After": "3600"})
    with pytest.raises(PowensRateLimited) as refusal:
        read(client)
    assert (refusal.value.retry_after, refusal.value.retryable) == (3600, True)
    assert powens.waits == []


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("9999999999999", 86_400),
        ("9" * 400, 86_400),
        ("Mon, 02 Mar 9999 09:30:21 GMT", 86_400),
        (f"Mon, 02 Mar {'9' * 20} 09:30:21 GMT", None),
    ],
    ids=["seconds", "infinite", "date", "no date"],
)
def test_wait_is_a_day_at_most(client, powens, asked, kept):
    for _ in range(4):
        powens.answers("users/me", {}, status=429, headers={"Retry-After": asked})
    with pytest.raises(PowensRateLimited) as refusal:
        read(client)
    assert refusal.value.retry_after == kept


def test_new_token_is_asked_for_once_only(powens):
    powens.answers("auth/renew", {"code": "bug"}, method="POST", status=500)
    with pytest.raises(PowensUnavailable):
        renew(BASE, client_id="1", client_secret="a secret", id_user="7", sleep=powens.waits.append)
    assert len(powens.requests) == 1


def test_asking_a_bank_again_is_repeated_when_powens_is_down(client, powens):
    powens.answers(OLD, {"code": "bug"}, method="PUT", status=503)
    powens.answers(OLD, {"id": 5}, method="PUT")
    client.force_sync(5)
    assert all(request.url.endswith("psu_requested=false") for request in powens.requests)


@pytest.mark.parametrize(
    ("status", "body", "family"),
    [
        (400, {"code": "invalidValue"}, PowensBadRequest),
        (400, {"code": "wrongPass"}, PowensBadRequest),
        (401, {}, PowensAuthError),
        (403, {"code": "forbidden"}, PowensAuthError),
        (400, {"error": "invalid_grant", "error_description": "no"}, PowensAuthError),
        (404, {"code": "notFound"}, PowensNotFound),
        (409, {"code": "connectionLocked"}, PowensConflict),
        (418, {"code": "neverHeardOf"}, PowensBadRequest),
    ],
)
def test_refusal_has_the_tenant_of_what_can_be_done(client, powens, status, body, family):
    powens.answers("users/me", body, status=status)
    with pytest.raises(PowensError) as refusal:
        read(client)
    assert type(refusal.value) is family
    assert powens.waits == []


def test_error_names_code_and_request(client, powens):
    powens.answers("users/me", {"code": "notFound", "request_id": 4410}, status=404)
    with pytest.raises(PowensNotFound, match=r"status 404, code notFound, request 4410"):
        read(client)


def test_error_page_of_a_cdn_is_powens_being_down(client, powens):
    for _ in range(4):
        powens.answers("users/me", "<html>Service Unavailable</html>", status=503)
    with pytest.raises(PowensUnavailable) as refusal:
        read(client)
    assert "html" not in str(refusal.value)


@pytest.mark.parametrize("status", [401, 403])
def test_refusal_by_a_firewall_is_powens_being_down(client, powens, status):
    for _ in range(4):
        powens.answers("users/me", "<html>Request blocked</html>", status=status)
    with pytest.raises(PowensUnavailable):
        read(client)


def test_refusal_without_a_body_is_one_of_powens(client, powens):
    powens.answers("users/me", "", status=401)
    with pytest.raises(PowensAuthError):
        read(client)


@pytest.mark.parametrize("body", ["", "<html>", "[", "null", '{"code": 7}', "[]", NESTED])
def test_answer_that_cannot_be_read_is_named_so(client, powens, body):
    powens.answers(CODE, body)
    with pytest.raises(PowensProtocolError):
        client.temporary_code()


def test_answer_without_end_is_not_read_to_it(client, powens, monkeypatch):
    monkeypatch.setattr(answers, "LONGEST", 100)
    powens.answers("users/me", {"id": 7, "name": "x" * 100})
    with pytest.raises(PowensProtocolError, match="longer than 100 bytes"):
        read(client)
    assert powens.waits == []


@pytest.mark.parametrize("body", [NESTED, b'{"connections": [' + NESTED + b"]}"])
def test_list_that_is_nested_too_deeply_is_named_so(client, powens, body):
    powens.answers("users/me/connections", body)
    with pytest.raises(PowensProtocolError):
        client.connections()


def test_refusal_that_is_nested_too_deeply_is_a_refusal_all_the_same(client, powens):
    powens.answers("users/me", NESTED, status=403)
    with pytest.raises(PowensAuthError):
        read(client)


@pytest.mark.parametrize(("path", "ask"), [("auth/renew", renew), ("auth/init", create_user)])
def test_grant_that_is_nested_too_deeply_is_named_so(powens, path, ask):
    user = {"id_user": "7"} if ask is renew else {}
    powens.answers(path, NESTED, method="POST")
    with pytest.raises(PowensProtocolError):
        ask(BASE, client_id="1", client_secret="s", **user)


def test_redirect_on_the_same_host_is_followed(client, powens):
    powens.answers("users/me", status=307, headers={"Location": "/2.0/users/7"})
    powens.answers("users/7", ME)
    assert read(client)["id"] == 7


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/2.0/users/me",
        "http://alice.biapi.pro/2.0/users/me",
        "https://alice.biapi.pro:8443/2.0/users/me",
        "https://me@alice.biapi.pro/2.0/users/me",
        "//evil.example/users/me",
        "https://[::1",
    ],
)
def test_redirect_to_another_host_never_gets_the_token(client, powens, elsewhere):
    powens.answers("users/me", status=302, headers={"Location": elsewhere})
    with pytest.raises(PowensProtocolError):
        read(client)
    assert len(powens.requests) == 1


def test_redirects_that_never_end_are_given_up(client, powens):
    for _ in range(9):
        powens.answers("users/me", status=302, headers={"Location": f"{BASE}/users/me"})
    with pytest.raises(PowensProtocolError, match="redirected too often"):
        read(client)


def test_command_is_never_redirected(client, powens):
    powens.answers(OLD, method="PUT", status=302, headers={"Location": f"{BASE}/{OLD}"})
    with pytest.raises(PowensProtocolError):
        client.force_sync(5)
    assert len(powens.requests) == 1


def test_token_travels_in_its_header_and_nowhere_else(client, powens):
    powens.answers("users/me", ME)
    read(client)
    assert powens.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in powens.requests[0].url


def test_netrc_does_not_take_the_tokens_place(client, powens, tmp_path, monkeypatch):
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine alice.biapi.pro login mallory password wrong\n")
    monkeypatch.setenv("NETRC", str(netrc))
    powens.answers("users/me", ME)
    read(client)
    assert powens.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"


def test_nothing_secret_shows(client, powens, caplog):
    caplog.set_level(logging.DEBUG)
    powens.answers(
        "users/me",
        {"code": "bankMessage", "message": "Dear Alice, FR7630006000011234567890189"},
        status=400,
    )
    with pytest.raises(PowensError) as refusal:
        read(client)
    shown = [str(refusal.value), repr(refusal.value), repr(client), repr(client.transport), caplog.text]
    for secret in (TOKEN, "Alice,", "FR76"):
        assert not any(secret in text for text in shown)


def test_network_error_does_not_quote_the_address(client, powens):
    for _ in range(4):
        powens.answers("users/me", requests.ConnectionError(f"/users/me?token={TOKEN} refused"))
    with pytest.raises(PowensUnavailable) as refusal:
        read(client)
    assert TOKEN not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


@pytest.mark.parametrize(
    "text",
    ["", "alice.biapi.pro", "ftp://alice.biapi.pro/2.0", "https://", "https://a:b@alice.biapi.pro/2.0"],
)
def test_base_url_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="base URL of Powens"):
        checked_base_url(text)


def test_base_url_may_end_with_a_slash():
    assert checked_base_url(f"{BASE}/") == BASE


def test_port_that_is_the_default_is_the_same_origin(client):
    assert isinstance(client.transport, Transport)
    assert client.transport.address_of("https://alice.biapi.pro:443/2.0/users/me")
