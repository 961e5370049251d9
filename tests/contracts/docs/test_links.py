"""Links from an answer to the queries it leads to."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.checks import check_registry
from contracts.registry import Registry, command
from contracts.registry import registry as service
from contracts.schema import fields
from contracts.schema.shapes import Input, Record
from contracts.spec import Link
from tests.contracts.declaring import Word, declare


class WordInput(Input):
    """Which word."""

    word = fields.String(help_text="The word.")


class Words(Record):
    """Words."""

    words = Word(many=True, help_text="The words.")


def get_one(caller: object, *, word: str) -> dict[str, str]:
    """Say one word."""
    return {"word": word}


def declared(place: str = "words/0/word", name: str = "word", key: str = "toys.words.get") -> Registry:
    registry = Registry()
    declare(registry, "toys.words.get", input=WordInput, handler=get_one)
    declare(registry, "toys.words.add", kind=command)
    declare(registry, "toys.words.list", output=Words, links=[Link(key, {name: place})])
    return registry


def faults(registry: Registry) -> list[Any]:
    return [each for each in check_registry(registry) if each.id == "contracts.E011"]


def test_link_that_leads_to_a_query_is_sound():
    assert faults(declared()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "toys.words.forget"},
        {"key": "toys.words.add"},
        {"name": "sound"},
        {"place": "words/word"},
        {"place": "words/0/sound"},
        {"place": "word"},
    ],
)
def test_link_that_leads_nowhere_is_an_error(wrong):
    assert len(faults(declared(**wrong))) == 1


def test_document_says_where_the_input_of_the_next_call_is(client, alice):
    client.force_login(alice)
    entry = client.get("/api/openapi.json").json()["paths"]["/api/toyshop/prices/list/v1.0.0"]["get"]
    assert entry["responses"]["200"]["links"]["toyshop.prices.get"] == {
        "operationId": "toyshop.prices.get-v1",
        "parameters": {"toyName": "$response.body#/parts/0/partName"},
    }


def test_links_of_the_service_are_sound():
    assert faults(service) == []
