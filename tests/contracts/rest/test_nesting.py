"""JSON that is nested too deeply is refused wherever it comes in, and never a fault of the service."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client

from contracts.schema.exact_json import DEEPEST, decode

NESTED = "[" * 20_000 + "]" * 20_000

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client) -> Client:
    """Alice's browser."""
    client.force_login(get_user_model()._default_manager.create(username="alice", is_staff=True))
    return client


@pytest.mark.parametrize("body", [NESTED, f'{{"toyName": {NESTED}}}'])
def test_body_of_a_command_is_refused(signed_in, body):
    answer = signed_in.post("/api/toyshop/stock/fill/v1", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("depth", "is_read"), [(DEEPEST, True), (DEEPEST + 1, False)])
def test_what_is_just_deep_enough_is_read(depth, is_read):
    text = b"[" * depth + b"]" * depth
    if is_read:
        decode(text)
    else:
        with pytest.raises(ValueError, match="nested too deeply"):
            decode(text)


def test_brackets_within_text_are_no_depth():
    text = b'{"text": "' + b'[{\\"' * 100 + b'"}'
    assert decode(text)["text"].count("[") == 100


def test_many_beside_each_other_are_no_depth():
    assert len(decode(b"[" + b",".join([b"{}"] * 100) + b"]")) == 100


def test_whole_input_of_a_query_is_refused():
    answer = Client().get("/api/toyshop/prices/get/v1", {"input": "[" * 1_300 + "]" * 1_300})
    assert answer.status_code == 400
    assert answer.json()["issues"][0]["path"] == "input"


def test_input_on_the_command_line_is_refused():
    with pytest.raises(CommandError, match="nested too deeply"):
        call_command("contracts", "call", "toyshop.prices.get", "--input", NESTED)


@pytest.mark.parametrize("body", [NESTED, f'{{"jsonrpc": "2.0", "id": 1, "method": {NESTED}}}'])
def test_body_of_an_agent_is_refused(signed_in, body):
    answer = signed_in.post(
        "/mcp",
        body,
        content_type="application/json",
        headers={"Accept": "application/json, text/event-stream"},
    )
    assert answer.status_code == 400
