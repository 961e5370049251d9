"""The smallest operation there can be, declared into a registry of the test's own."""

from __future__ import annotations

from typing import Any

from contracts.caller import Caller
from contracts.registry import Registry, query
from contracts.registry import registry as service
from contracts.schema import fields
from contracts.schema.shapes import Input, Record
from contracts.spec import Operation


class Nothing(Input):
    """Nothing."""


class Word(Record):
    """A word."""

    word = fields.String(help_text="The word.")


def get_word(caller: Caller) -> dict[str, str]:
    """Say a word."""
    return {"word": "word"}


def declare(
    into: Registry,
    key: str = "toys.words.get",
    version: str = "1.0.0",
    *,
    kind: Any = query,
    handler: Any = get_word,
    **facts: Any,
) -> Any:
    declared = {
        "input": Nothing,
        "output": Word,
        "goal": "Say something.",
        "context": "Somewhere.",
        "owners": ["@toys"],
        "tags": ["toys"],
        **facts,
    }
    assert kind(key, version, into=into, **declared)(handler) is handler
    return into.get(key, version)


def named(key: str, version: str | None = None) -> Operation:
    """Return an operation of the service or of the toy shop."""
    found = service.get(key, version)
    assert found is not None, f"{key} is not declared"
    return found
