"""The application's own configuration: where people may be sent back to, and what it lacks."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from openbanking.sandbox import CLIENT_ID, Sandbox
from tests.openbanking.sandbox.calling import Caller

BACK = "https://bank.example/back"


@pytest.mark.parametrize("client", [CLIENT_ID, "sandbox-client"])
def test_redirect_addresses_are_those_registered(alice: Caller, sandbox: Sandbox, client: str) -> None:
    control = Caller(sandbox.site)
    assert alice.get(f"/clients/{client}").json["redirect_uris"] is None
    control.post("/control/client", redirect_uris=[BACK])
    found = alice.get(f"/clients/{client}").json
    assert (found["id"], found["redirect_uris"]) == (int(CLIENT_ID), [BACK])
    control.post("/control/client", redirect_uris=None)
    assert control.get("/control/client").json == {"redirect_uris": None}


@pytest.mark.parametrize("given", ["https://bank.example/back", [7], ["/back"], [f"{BACK}?a=b"]])
def test_what_is_no_list_of_addresses_is_refused(sandbox: Sandbox, given: object) -> None:
    refusal = Caller(sandbox.site).post("/control/client", redirect_uris=given)
    assert (refusal.status, refusal.code) == (400, "invalidValue")


@pytest.mark.parametrize(
    ("registered", "status"), [(None, 200), ([BACK], 200), ([f"{BACK}/"], 400), ([], 400)]
)
def test_webview_sends_people_back_to_what_is_registered_alone(
    alice: Caller, sandbox: Sandbox, registered: list[str] | None, status: int
) -> None:
    site = Caller(sandbox.site)
    site.post("/control/client", redirect_uris=registered)
    query = urlencode({"client_id": CLIENT_ID, "redirect_uri": BACK})
    code = urlencode({"code": alice.get("/auth/token/code").json["code"]})
    assert site.get(f"/webview/en/connect?{query}&{code}").status == status
    assert alice.get(f"/webauth-url?{query}&id_connector=40").status == status


def test_another_application_is_a_404(alice: Caller, stranger: Caller) -> None:
    assert alice.get("/clients/1").status == 404
    assert stranger.get(f"/clients/{CLIENT_ID}").status == 401


def test_indicators_are_null_without_the_product(alice: Caller) -> None:
    assert alice.get("/users/me/indicators").json == {"id_user": 7, "indicators": None}
