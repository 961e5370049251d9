"""The application's own configuration, and products it has not."""

from __future__ import annotations

import pytest

from openbanking.sandbox import CLIENT_ID, Sandbox
from tests.openbanking.sandbox.calling import Caller


@pytest.mark.parametrize("client", [CLIENT_ID, "sandbox-client"])
def test_redirect_addresses_are_those_registered(alice: Caller, sandbox: Sandbox, client: str) -> None:
    assert alice.get(f"/clients/{client}").json["redirect_uris"] is None
    sandbox.state.redirect_uris = ["https://bank.example/back"]
    found = alice.get(f"/clients/{client}").json
    assert (found["id"], found["redirect_uris"]) == (int(CLIENT_ID), ["https://bank.example/back"])


def test_another_application_is_a_404(alice: Caller, stranger: Caller) -> None:
    assert alice.get("/clients/1").status == 404
    assert stranger.get(f"/clients/{CLIENT_ID}").status == 401


def test_indicators_are_null_without_the_product(alice: Caller) -> None:
    assert alice.get("/users/me/indicators").json == {"id_user": 7, "indicators": None}
