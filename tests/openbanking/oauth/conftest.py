"""A program, and alice's browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.openbanking.oauth.client import AUTHORIZE, Program, allow, make_application, query_of


@pytest.fixture
def program(db):
    return Program(make_application())


@pytest.fixture
def browser(client, alice, alices):
    client.force_login(alice)
    return client


@pytest.fixture
def code(browser, program):
    """Let the program in; returns the code it comes back with."""

    def let_in(chosen: dict[str, Any] | None = None, **asked: Any) -> str:
        page = browser.get(AUTHORIZE, program.asking(**asked))
        assert page.status_code == 200, page.content
        return query_of(allow(browser, page, **(chosen or {})))["code"]

    return let_in


@pytest.fixture
def tokens(code, program):
    """Let the program in; returns the tokens it has then."""

    def let_in(chosen: dict[str, Any] | None = None, **asked: Any) -> dict[str, Any]:
        answer = program.token(code(chosen, **asked))
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    return let_in
