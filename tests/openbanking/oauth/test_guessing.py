"""Codes and secrets of programs are guessed a few times, wherever in a request they stand."""

from __future__ import annotations

import base64

import pytest

from openbanking.access import attempts
from tests.openbanking.oauth.client import REDIRECT, TOKEN

GRANT = {"grant_type": "authorization_code", "code": "a-code", "redirect_uri": REDIRECT}


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(attempts, "MOST", 3)


def test_guessing_shuts_the_door(program):
    answers = [program.token(f"guess-{number}").status_code for number in range(4)]
    assert answers == [400, 400, 400, 429]


def test_guessing_a_secret_in_a_header_shuts_the_door(program):
    statuses = []
    for number in range(4):
        shown = f"{program.application.client_id}:guess-{number}".encode()
        headers = {"Authorization": f"Basic {base64.b64encode(shown).decode()}"}
        statuses.append(program.http.post(TOKEN, GRANT, headers=headers).status_code)
    assert statuses == [401, 401, 401, 429]
