"""The registry: identity, versions, and what a declaration derives."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from contracts.caller import Caller
from contracts.checks import check_registry
from contracts.registry import AlreadyRegistered, Registry, command
from contracts.schema import fields
from contracts.schema.shapes import Input, Record
from contracts.spec import Auth, Stability
from contracts.versioning.digest import digest_of
from tests.contracts.declaring import Word, declare


class Words(Word):
    """Two words."""

    other = fields.String(help_text="Another word.")


class Silent(Input):
    """Says nothing of its field."""

    word = fields.String()


def undocumented(caller: Caller) -> dict[str, str]:
    return {}


def with_stranger(caller: Caller, *, stranger: str = "") -> dict[str, str]:
    """Say a word."""
    return {}


def with_word(caller: Caller, *, word: str) -> dict[str, str]:
    """Say a word."""
    return {}


@pytest.fixture
def registry() -> Registry:
    return Registry()


def test_path_and_method_are_derived(registry):
    operation = declare(registry, "toys.red-words.generate-list", "2.3.4", kind=command)
    assert operation.path == "toys/red-words/generate-list/v2.3.4"
    assert operation.alias_path == "toys/red-words/generate-list/v2"
    assert operation.method == "POST"


def test_title_is_the_key_unless_one_is_given(registry):
    assert declare(registry).title == "toys.words.get"
    assert declare(Registry(), title="Say it").title == "Say it"


def test_query_may_be_repeated_and_a_command_only_where_it_says_so(registry):
    assert declare(registry).idempotent
    assert not declare(registry, "toys.words.add", kind=command).idempotent
    assert declare(registry, "toys.words.fix", kind=command, idempotent=True).idempotent


def test_defaults_are_the_safe_ones(registry):
    operation = declare(registry)
    assert operation.policy.auth is Auth.USER
    assert operation.meta.stability is Stability.EXPERIMENTAL


@dataclass
class Half:
    """An answer that lacks the word it promises."""

    letter: str


def with_half_an_answer(caller: Caller) -> Half:
    """Say half a word."""
    return Half("w")


def test_newer_minor_takes_the_place_of_the_older(registry):
    declare(registry, version="1.1.0")
    declare(registry, version="1.0.0")
    assert [each.meta.version for each in registry] == ["1.1.0"]


def test_majors_live_side_by_side(registry):
    declare(registry, version="1.0.0")
    declare(registry, version="2.0.0")
    assert registry.get("toys.words.get", "v1").meta.version == "1.0.0"
    assert registry.get("toys.words.get").meta.version == "2.0.0"


def test_same_version_twice_is_refused(registry):
    declare(registry)
    with pytest.raises(AlreadyRegistered):
        declare(registry)


@pytest.mark.parametrize("version", ["1", "1.0", "v1.0.0", "1.0.0-beta", "01.0.0"])
def test_malformed_version_is_refused(registry, version):
    with pytest.raises(ValueError, match="three numbers"):
        declare(registry, version=version)


def test_digest_follows_the_schema(registry):
    one, other = declare(registry), declare(registry, version="2.0.0", output=Words)
    assert digest_of(one) != digest_of(other)


def test_digest_does_not_follow_the_prose(registry):
    described = {"__doc__": "Other words.", "word": fields.String(help_text="What is said.")}
    other = declare(registry, version="2.0.0", output=type("Word", (Record,), described))
    assert digest_of(declare(registry)) == digest_of(other)


def test_source_is_the_definition(registry):
    assert "Say a word." in declare(registry).source


def test_sound_declaration_passes_every_check(registry):
    declare(registry)
    assert check_registry(registry) == []


@pytest.mark.parametrize(
    ("id_", "facts"),
    [
        ("contracts.E001", {"key": "Words.get"}),
        ("contracts.E003", {"handler": undocumented}),
        ("contracts.E004", {"handler": with_stranger}),
        ("contracts.E005", {"handler": with_half_an_answer}),
        ("contracts.E006", {"goal": "", "owners": []}),
        ("contracts.E008", {"input": Silent, "handler": with_word}),
        ("contracts.W001", {"kind": command, "auth": Auth.ANONYMOUS}),
    ],
)
def test_fault_is_found_when_the_service_starts(registry, id_, facts):
    declare(registry, **facts)
    assert [message.id for message in check_registry(registry)] == [id_]
