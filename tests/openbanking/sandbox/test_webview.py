"""The sandbox's webview takes what Powens' takes, and nothing else."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from openbanking.sandbox import CLIENT_ID
from tests.openbanking.sandbox.calling import Caller


@pytest.fixture
def webview(sandbox):
    return Caller(sandbox.site)


@pytest.fixture
def code(alice):
    return alice.get("/auth/token/code?type=singleAccess").json["code"]


def address(flow="connect", language="en", **query):
    given = {"client_id": CLIENT_ID, "redirect_uri": "http://here.test/back/", **query}
    return f"/webview/{language}/{flow}?{urlencode(given)}"


def test_page_lists_the_banks(webview, code):
    page = webview.get(address(code=code, state="s"))
    assert page.status == 200
    assert "Banque Miniature" in page.text


def test_code_opens_it_once(webview, code):
    webview.get(address(code=code))
    assert webview.get(address(code=code)).status == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "xx"},
        {"client_id": "other"},
        {"redirect_uri": "http://here.test/back/?a=b"},
        {"redirect_uri": ""},
        {"redirect_uri": "/back/"},
        {"code": "made up"},
        {"flow": "reconnect", "connection_id": "1"},
    ],
)
def test_wrong_address_is_refused(webview, code, wrong):
    assert webview.get(address(**{"code": code, **wrong})).status == 400


def test_language_is_not_optional(webview, code):
    assert webview.get(address(code=code).replace("/en/", "/")).status == 400


def test_page_is_used_once(webview, code):
    ticket = webview.get(address(code=code)).text.partition('value="')[2]
    pairs = [("ticket", "unknown"), ("action", "go")]
    assert ticket
    assert webview.post_pairs("/webview/en/connect", pairs).status == 400


def test_connection_deleted_meanwhile_is_said_so(webview, alice, sandbox, code):
    path = address("reconnect", code=code, connection_id="512")
    (ticket,) = re.findall(r'name="ticket" value="([^"]+)"', webview.get(path).text)
    alice.delete("/users/me/connections/512")
    answer = webview.post_pairs(path, [("ticket", ticket), ("action", "go")])
    assert (answer.status, answer.text) == (400, "The connection was deleted meanwhile.")
