"""The TypeScript SDK and the inspector of the Model Context Protocol at the agents' channel."""

from __future__ import annotations

import json

import pytest

from openbanking.models.ids import new_id
from tests import factories

BALANCES = "openbanking_balances_get-v1_0_0"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def token(alice, account):
    factories.make_balance(account, "1310.42")
    for number in range(100):
        factories.make_transaction(account, f"-{number}.50", date=factories.NOW)
    return factories.make_token(alice)


@pytest.fixture
def heard(node, live_server, token, account):
    """What the SDK's client was told."""
    done = node("agent.js", live_server.url, str(account.pk), str(new_id()), TOKEN=token)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class TestSdk:
    """The SDK refuses structured content that the tool's output schema does not allow."""

    def test_server_is_introduced(self, heard):
        assert heard["server"]["name"] == "family-banking"
        assert heard["server"]["version"]
        assert "nextCursor" in heard["instructions"]

    def test_answer_is_read(self, heard):
        (balance,) = heard["answered"]["structuredContent"]["balances"]
        assert balance["currentBalance"] == 1310.42

    def test_refusal_is_read(self, heard):
        assert heard["refused"]["isError"]
        assert json.loads(heard["refused"]["content"][0]["text"])["code"] == "NOT_FOUND"

    def test_page_is_short_and_not_sent_twice(self, heard):
        page = heard["page"]
        assert len(page["structuredContent"]["transactions"]) == 10
        (shown,) = page["content"]
        assert len(shown["text"]) < 2000
        assert "-99.5" in shown["text"]


@pytest.mark.parametrize(("known", "code"), [(True, None), (False, "NOT_FOUND")])
def test_inspector_shows_an_answer_and_a_refusal(node, live_server, token, account, known, code):
    asked = account.pk if known else new_id()
    done = node(
        "mcp-inspector",
        *("--cli", f"{live_server.url}/mcp", "--transport", "http"),
        *("--header", f"Authorization: Bearer {token}"),
        *("--method", "tools/call", "--tool-name", BALANCES, "--tool-arg", f"accountId={asked}"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert json.loads(result["content"][0]["text"]).get("code") == code
