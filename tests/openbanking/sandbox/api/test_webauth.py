"""Where a bank asks its user itself: the address, the page it leads to, and the way back."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from openbanking.sandbox import CLIENT_ID, Sandbox
from openbanking.sandbox.world.model import Connection
from tests.openbanking.sandbox.calling import Caller

BACK = "http://here.test/back/"


@pytest.fixture
def connection(sandbox: Sandbox) -> Connection:
    return sandbox.state.users[7].connections[512]


@pytest.fixture
def browser(sandbox: Sandbox) -> Caller:
    return Caller(sandbox.site)


def asked(path: str = "/webauth-url", /, **query: Any) -> str:
    given = {"client_id": CLIENT_ID, "redirect_uri": BACK, **query}
    return f"{path}?{urlencode({name: value for name, value in given.items() if value is not None})}"


def below(site: str, address: str) -> str:
    assert address.startswith(f"{site}/webview/en/")
    return address.removeprefix(site)


def confirm(browser: Caller, address: str, action: str = "go") -> dict[str, list[str]]:
    """Go to the page, press a button, and return what the way back says."""
    path = below(browser.base_url, address)
    page = browser.get(path).text
    (ticket,) = re.findall(r'name="ticket" value="([^"]+)"', page)
    bank = re.findall(r'<option value="([^"]+)"', page)
    pairs = [("ticket", ticket), ("action", action), *(("bank", each) for each in bank)]
    answer = browser.post_pairs(path, [*pairs, ("account", "checking")])
    assert answer.status == 303
    assert answer.headers["Location"].startswith(f"{BACK}?")
    return parse_qs(urlsplit(answer.headers["Location"]).query)


def test_bank_is_linked_at_the_address(alice: Caller, browser: Caller) -> None:
    address = alice.get(asked(id_connector=40, state="s/1")).json["url"]
    back = confirm(browser, address)
    assert back["state"] == ["s/1"]
    (linked,) = back["id_connection"]
    found = alice.get(f"/users/me/connections/{linked}?expand=accounts").json
    assert (found["state"], found["id_connector"]) == (None, 40)
    assert [each["type"] for each in found["accounts"]] == ["checking"]


def test_connection_is_repaired_at_the_address(
    alice: Caller, browser: Caller, connection: Connection
) -> None:
    connection.state = "SCARequired"
    address = alice.get(asked(id_connection=512)).json["url"]
    assert confirm(browser, address) == {"id_connection": ["512"]}
    assert alice.get("/users/me/connections/512").json["state"] is None


def test_repair_reads_the_bank(
    sandbox: Sandbox, alice: Caller, browser: Caller, connection: Connection
) -> None:
    connection.state = "webauthRequired"
    told: list[str] = []
    sandbox.state.notify = lambda event: told.append(event.name)
    confirm(browser, alice.get(asked(id_connection=512)).json["url"])
    assert told == ["accounts-fetched", "account-synced", "account-synced", "connection-synced"]


def test_refusal_comes_back_as_an_error(alice: Caller, browser: Caller) -> None:
    address = alice.get(asked(id_connector=40, state="s")).json["url"]
    back = confirm(browser, address, action="access_denied")
    assert (back["error"], back["state"]) == (["access_denied"], ["s"])
    assert "id_connection" not in back


def test_only_the_bank_that_was_named_is_offered(family_office: Sandbox, martin: Caller) -> None:
    address = martin.get(asked(id_connector=42)).json["url"]
    site = Caller(family_office.site)
    page = site.get(below(family_office.site, address)).text
    assert re.findall(r"<option [^>]*>([^<]+)", page) == ["Crédit Riverain"]


def test_address_opens_once(alice: Caller, browser: Caller) -> None:
    address = alice.get(asked(id_connector=40)).json["url"]
    statuses = [browser.get(below(browser.base_url, address)).status for _ in range(2)]
    assert statuses == [200, 400]


def test_bank_goes_by_uuid_too(alice: Caller) -> None:
    uuid = alice.get("/connectors/40").json["uuid"]
    assert uuid in alice.get(asked(connector_uuid=uuid)).json["url"]


def test_connection_that_is_up_to_date_is_a_409(alice: Caller) -> None:
    refusal = alice.get(asked(id_connection=512))
    assert (refusal.status, refusal.code) == (409, "invalidValue")


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_what_is_missing_is_named(alice: Caller, name: str) -> None:
    refusal = alice.get(asked(id_connector=40, **{name: None}))
    assert (refusal.status, refusal.code) == (400, "missingParameter")
    assert name in refusal.json["description"]


def test_bank_or_connection_must_be_named(alice: Caller) -> None:
    refusal = alice.get(asked())
    assert (refusal.status, refusal.code) == (400, "missingParameter")
    assert "id_connector or id_connection" in refusal.json["description"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"redirect_uri": f"{BACK}?a=b"}, 400, "invalidValue"),
        ({"redirect_uri": "/back/"}, 400, "invalidValue"),
        ({"redirect_uri": "http://[here/"}, 400, "invalidValue"),
        ({"source": "directaccess"}, 400, "invalidValue"),
        ({"id_connection": "some"}, 400, "invalidValue"),
        ({"id_connection": 1}, 404, "notFound"),
        ({"id_connector": 1}, 404, "notFound"),
        ({"client_id": "1"}, 403, "forbidden"),
    ],
)
def test_wrong_value_is_refused(alice: Caller, query: dict[str, Any], status: int, code: str) -> None:
    refusal = alice.get(asked(**{"id_connector": 40, **query}))
    assert (refusal.status, refusal.code) == (status, code)


def test_source_may_be_named(alice: Caller) -> None:
    assert alice.get(asked(id_connector=40, source="openapi")).status == 200


def test_bank_that_asks_for_credentials_has_no_address(martin: Caller) -> None:
    refusal = martin.get(asked(id_connector=44))
    assert (refusal.status, refusal.code) == (400, "invalidValue")


def test_address_needs_a_token(stranger: Caller) -> None:
    assert stranger.get(asked(id_connector=40)).status == 401


class TestRedirect:
    @pytest.fixture
    def token(self, alice: Caller) -> str:
        return str(alice.get("/auth/token/code").json["code"])

    def test_browser_is_sent_on(self, stranger: Caller, browser: Caller, token: str) -> None:
        answer = stranger.get(asked("/webauth", token=token, id_connector=40))
        assert answer.status == 307
        assert answer.json == {"url": answer.headers["Location"]}
        assert "id_connection" in confirm(browser, answer.headers["Location"])

    def test_code_works_once(self, stranger: Caller, token: str) -> None:
        path = asked("/webauth", token=token, id_connector=40)
        assert [stranger.get(path).status for _ in range(2)] == [307, 401]

    def test_code_is_needed(self, alice: Caller) -> None:
        assert alice.get(asked("/webauth", id_connector=40)).code == "missingParameter"

    def test_connection_that_is_up_to_date_is_a_409(self, stranger: Caller, token: str) -> None:
        refusal = stranger.get(asked("/webauth", token=token, id_connection=512))
        assert (refusal.status, refusal.code) == (409, "invalidValue")
