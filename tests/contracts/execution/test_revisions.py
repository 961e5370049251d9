"""When an answer's revision is asked for, and what its tag follows."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from contracts.caller import Caller
from contracts.execution.runner import run
from contracts.registry import Registry
from contracts.schema import fields
from contracts.schema.shapes import Input, Record
from contracts.spec import Auth, Revised
from tests.contracts.declaring import declare

STRANGER = Caller(user=AnonymousUser())


class Asked(Input):
    """Which word."""

    word = fields.String(required=False, help_text="The word.")


class Word(Record):
    """A word."""

    word = fields.String(help_text="The word.")


@pytest.fixture
def data() -> dict[str, Any]:
    """What the answer is made of, and how often who has looked at it."""
    return {"edition": 1, "revision": 0, "handler": 0}


@pytest.fixture
def revised(data):
    """An operation whose handler gives the revision with the answer."""

    def revision(caller: Caller, *, word: str = "") -> object:
        data["revision"] += 1
        return data["edition"]

    def handler(caller: Caller, *, word: str = "") -> Revised[dict[str, str]]:
        """Say a word."""
        data["handler"] += 1
        return Revised({"word": word}, data["edition"])

    return operation_of(handler, revision)


@pytest.fixture
def plain(data):
    """An operation whose handler gives the answer alone."""

    def revision(caller: Caller, *, word: str = "") -> object:
        data["revision"] += 1
        return data["edition"]

    def handler(caller: Caller, *, word: str = "") -> dict[str, str]:
        """Say a word."""
        data["handler"] += 1
        data["edition"] += 1  # somebody changes it while the answer is made
        return {"word": word}

    return operation_of(handler, revision)


def operation_of(handler, revision):
    return declare(
        Registry(), handler=handler, input=Asked, output=Word, revision=revision, auth=Auth.ANONYMOUS
    )


def ask(operation, *tags, **given):
    return run(operation, STRANGER, given, etags=tags)


def test_handler_that_gives_the_revision_is_all_that_is_asked(revised, data):
    ask(revised)
    assert (data["revision"], data["handler"]) == (0, 1)


def test_tag_is_the_same_whoever_gave_the_revision(revised, data):
    tag = ask(revised).tag
    again = ask(revised, tag)
    assert (again.body, again.tag) == (None, tag)
    assert (data["revision"], data["handler"]) == (1, 1)


def test_changed_answer_is_given_with_its_own_tag(revised, data):
    tag = ask(revised).tag
    data["edition"] = 2
    again = ask(revised, tag)
    assert again.body == {"word": ""}
    assert ask(revised).tag == again.tag != tag


def test_tag_follows_the_input(revised):
    assert ask(revised, word="a").tag != ask(revised, word="b").tag


def test_tag_is_never_newer_than_its_answer(plain, data):
    tag = ask(plain).tag
    assert ask(plain, tag).body is not None
