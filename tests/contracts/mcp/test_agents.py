"""Agents at the channel: driven by the SDK's own client over HTTP."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client as Browser

from tests.contracts.mcp.agent import as_agent
from tests.contracts.people import make_user
from tests.contracts.toyshop.tokens import make_token

PRICE = "toyshop_prices_get-v1_2_0"
STOCK = "toyshop_stock_fill-v1_0_0"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quiet():
    """The SDK tells of every connection."""
    logging.getLogger("mcp").setLevel(logging.ERROR)


@pytest.fixture
def root(transactional_db):
    return make_user("root", is_staff=True, is_superuser=True)


@pytest.fixture
def agent(live_server, root):
    """Do something as an agent with root's token."""
    token = make_token(root)

    def agent(work):
        return as_agent(live_server.url, token, work)

    return agent


@pytest.fixture
def commands(settings):
    settings.CONTRACTS = {**settings.CONTRACTS, "MCP_COMMANDS": True}


def called(name, **arguments):
    return lambda client: client.call_tool(name, arguments)


def problem_of(refused):
    return json.loads(refused.content[0].text)


def tools(agent):
    return {tool.name: tool for tool in agent(lambda client: client.list_tools()).tools}


def test_queries_are_tools_that_only_read(agent):
    tool = tools(agent)[PRICE]
    assert tool.annotations.read_only_hint
    assert tool.input_schema["required"] == ["toyName"]
    assert "Look up one price." in tool.description


def test_commands_are_off_by_default(agent):
    assert STOCK not in tools(agent)
    refused = agent(called(STOCK, toyName="marble"))
    assert refused.is_error
    assert problem_of(refused)["code"] == "NOT_FOUND"


def test_commands_are_tools_with_other_hints_where_they_are_on(agent, commands):
    annotations = tools(agent)[STOCK].annotations
    assert (annotations.read_only_hint, annotations.open_world_hint) == (False, True)
    assert agent(called(STOCK, toyName="marble")).structured_content["inStock"] == 1


def test_answer_comes_as_structure_and_as_text_with_every_digit(agent):
    answer = agent(called(PRICE, toyName="robot", howMany=3, least=0.1))
    (text,) = answer.content
    assert not answer.is_error
    assert '"unitPrice":12345678901234.50' in text.text
    assert json.loads(text.text) == answer.structured_content
    assert answer.structured_content["asked"]["least"] == 0.1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "VALIDATION_FAILED"),
        ({"toyName": "dragon"}, "NOT_FOUND"),
        ({"toyName": "robot", "colour": "red"}, "VALIDATION_FAILED"),
        ({"toyName": "bomb"}, "INTERNAL_ERROR"),
    ],
)
def test_refusal_is_a_problem_document_as_the_tools_error(agent, arguments, code):
    refused = agent(called(PRICE, **arguments))
    problem = problem_of(refused)
    assert refused.is_error
    assert (problem["code"], problem["operation"]["key"]) == (code, "toyshop.prices.get")
    assert "secret" not in refused.content[0].text


def test_refusal_has_no_structure_since_the_output_schema_is_not_a_problems(agent):
    assert agent(called(PRICE)).structured_content is None


def test_server_says_what_it_is_and_how_to_go_on(agent):
    async def introduced(client):
        return client.server_info, client.instructions

    server, instructions = agent(introduced)
    assert (server.name, server.title, server.version) == ("toy-shop", "Toy shop", "1.0.0")
    assert "nextCursor" in instructions


def test_what_an_agent_writes_by_hand_is_read_as_it_is_meant(agent):
    answer = agent(called(PRICE, toyName="robot", howMany="3", least=None, atTime="2026-02-12"))
    asked = answer.structured_content["asked"]
    assert (asked["howMany"], asked["atTime"]) == (3, "2026-02-12T00:00:00Z")


def test_token_for_one_operation_offers_only_that(live_server, root):
    token = make_token(root, operations=["toyshop.prices.get"])
    listed = as_agent(live_server.url, token, lambda client: client.list_tools()).tools
    assert [tool.name for tool in listed] == [PRICE]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer unknown"}])
def test_stranger_is_refused_with_a_challenge(db, headers):
    response = Browser().post("/mcp", {}, content_type="application/json", headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, "UNAUTHENTICATED")
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_session_of_a_browser_needs_the_csrf_token(root):
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(root)
    assert browser.post("/mcp", {}, content_type="application/json").status_code == 403


def test_other_methods_are_refused(root):
    browser = Browser()
    browser.force_login(root)
    assert browser.get("/mcp").status_code == 405


@pytest.mark.parametrize(
    "arguments",
    [
        '{"toyName": "robot", "toyName": "top"}',
        '{"toyName": 1e400}',
        '{"toyName": Infinity}',
        '{"toyName": %s}' % ("[" * 40 + "]" * 40),
        '{"toyName": "\\ud800"}',
    ],
    ids=["named twice", "too long a number", "infinity", "too deep", "half a character"],
)
def test_what_is_no_json_over_rest_is_none_here(root, arguments):
    body = (
        '{"jsonrpc": "2.0", "id": 1, "method": "tools/call", '
        f'"params": {{"name": "{PRICE}", "arguments": {arguments}}}}}'
    )
    headers = {
        "Authorization": f"Bearer {make_token(root)}",
        "Accept": "application/json, text/event-stream",
    }
    answer = Browser().post("/mcp", body, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == -32700
