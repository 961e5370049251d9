"""Steering the sandbox: kinds, time, what happens at banks, and webhooks."""

from __future__ import annotations

import json
import threading
import time
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from openbanking.sandbox.behaviour.faults import FaultKind
from openbanking.sandbox.world.amounts import difference
from openbanking.sandbox.world.events import EVENTS
from openbanking.webhooks.signature import is_signed
from tests.openbanking.sandbox.calling import Caller
from tests.openbanking.sandbox.conftest import NOW


@pytest.fixture
def control(sandbox):
    return Caller(sandbox.site)


ROWS = "/users/me/transactions?limit=2"


class TestMoods:
    def test_status(self, control, alice):
        control.post("/control/faults", kind="status", path="accounts", status=503, code="bug")
        assert (alice.get("/users/me/accounts").status, alice.get("/users/me/accounts").status) == (
            503,
            200,
        )

    def test_times_and_method_narrow_it(self, control, alice):
        control.post("/control/faults", kind="status", path="accounts", method="POST", times=0)
        assert alice.get("/users/me/accounts").status == 200

    def test_it_stays_until_it_is_lifted(self, control, alice):
        control.post("/control/faults", kind="status", times=0)
        assert {alice.get("/users/me").status for _ in range(3)} == {500}
        control.delete("/control/faults")
        assert alice.get("/users/me").status == 200

    def test_page_of_a_gateway(self, control, alice):
        control.post("/control/faults", kind="html")
        answer = alice.get("/users/me")
        assert (answer.status, answer.text[:6]) == (503, "<html>")

    def test_rate_limit_says_when(self, control, alice):
        control.post("/control/faults", kind="rate_limited", seconds=7)
        answer = alice.get("/users/me")
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")

    @pytest.mark.parametrize("kind", ["reset", "timeout"])
    def test_no_answer(self, control, alice, kind):
        control.post("/control/faults", kind=kind, seconds=0.01)
        with pytest.raises(OSError, match=r"reset|without response"):
            alice.get("/users/me")

    def test_slow_answer_comes(self, control, alice):
        control.post("/control/faults", kind="slow", seconds=0.05)
        started = time.monotonic()
        assert alice.get("/users/me").status == 200
        assert time.monotonic() - started >= 0.05

    @pytest.mark.parametrize("kind", ["truncated", "not_a_number"])
    def test_body_is_no_json(self, control, alice, kind):
        control.post("/control/faults", kind=kind, path="accounts")
        text = alice.get("/users/me/accounts").text
        with pytest.raises(ValueError, match=r"\w"):
            json.loads(text, parse_constant=_refuse)

    def test_link_leads_elsewhere(self, control, alice):
        control.post("/control/faults", kind="foreign_link")
        assert "elsewhere.example" in alice.get(ROWS).json["_links"]["next"]["href"]

    def test_link_leads_in_a_circle(self, control, alice):
        control.post("/control/faults", kind="cursor_loop")
        assert alice.get(ROWS).json["_links"]["next"]["href"].endswith(ROWS)

    @pytest.mark.parametrize(("kind", "left"), [("empty", 0), ("short", 1)])
    @pytest.mark.parametrize("path", ["connections", "accounts", "transactions"])
    def test_list_lacks_rows(self, control, alice, path, kind, left):
        control.post("/control/faults", kind=kind)
        answer = alice.get(f"/users/me/{path}?limit=2").json
        assert (len(answer[path]), answer["total"]) == ((left, left))

    @pytest.mark.parametrize(
        ("path", "name"),
        [
            ("/users/me/investments", "investments"),
            ("/investments/3001/history", "investmentvalues"),
            ("/users/me/pockets", "pockets"),
            ("/users/me/marketorders", "marketorders"),
            ("/users/me/amortizations", "loanamortizations"),
            ("/users/me/account_ownerships", "account_ownerships"),
            ("/users/me/connections/512/logs", "connectionlogs"),
        ],
    )
    def test_list_of_what_is_held_lacks_rows(self, savers, anna, path, name):
        whole = anna.get(path).json[name]
        Caller(savers.site).post("/control/faults", kind="short")
        assert anna.get(path).json[name] == whole[::2]

    def test_answer_without_its_list(self, control, alice):
        control.post("/control/faults", kind="bare")
        assert alice.get(ROWS).json == {}

    def test_unknown_kind_is_refused(self, control):
        assert control.post("/control/faults", kind="sulky").status == 400

    def test_every_kind_is_listed(self, control):
        assert control.get("/control/faults").json["kinds"] == [str(each) for each in FaultKind]


def _refuse(text):
    raise ValueError(text)


class TestTimeAndWorld:
    def test_time_passes(self, control):
        before = control.get("/control/clock").json["now"]
        assert control.post("/control/clock", seconds=86400).json["now"][:10] > before[:10]

    def test_world_shows_what_the_api_hides(self, control, sandbox):
        account = next(iter(sandbox.state.users[7].connections[512].accounts))
        control.post("/control/mutations", do="disable", account=account)
        found = control.get("/control/world").json["users"][0]["connections"][0]["accounts"]
        assert account in [each["id"] for each in found]

    def test_world_shows_what_is_held_and_what_was(self, savers, anna):
        anna.post("/users/me/accounts/9003", disabled=True)
        savers.state.users[21].connections[512].accounts[9002].investments[3001].deleted = NOW
        control = Caller(savers.site)
        (user,) = control.get("/control/world").json["users"]
        accounts = {each["id"]: each for each in user["connections"][0]["accounts"]}
        assert [each["id"] for each in accounts[9002]["investments"]] == [3001, 3002, 3003]
        assert [len(each["history"]) for each in accounts[9002]["investments"]] == [270, 270, 0]
        assert accounts[9003]["investments"] == []
        assert len(accounts[9002]["marketorders"]) == len(accounts[9004]["pockets"]) == 2
        assert len(accounts[9005]["loanamortizations"]) == 47
        assert accounts[9001]["account_ownership"]["multiple_holders"] is True

    def test_state_is_set(self, control, alice):
        control.post("/control/mutations", do="set_state", connection=512, to="SCARequired")
        assert alice.get("/users/me/connections/512").json["state"] == "SCARequired"

    def test_booked_row_moves_the_balance(self, control, alice):
        before = alice.get("/users/me/accounts/9001").json["balance"]
        made = control.post(
            "/control/mutations", do="add_transaction", account=9001, value="-10.50"
        ).json
        after = alice.get("/users/me/accounts/9001").json["balance"]
        assert difference(before, after) == Decimal("10.50")
        assert alice.get(f"/users/me/transactions/{made['result']}").status == 200

    @pytest.mark.parametrize(
        "asked", [{"do": "explode"}, {"do": "set_state"}, {"do": "enable", "account": 1}, {}]
    )
    def test_mutation_that_makes_no_sense_is_refused(self, control, asked):
        assert control.post("/control/mutations", **asked).status in (400, 404)


class TestWebhooks:
    @pytest.fixture
    def listener(self):
        with _Listener() as listener:
            yield listener

    def test_delivery_is_signed_and_sent_again_until_it_is_taken(self, control, alice, listener):
        listener.refuses = 1
        control.post("/control/listeners", event="connection-synced", url=listener.url, secret="s")
        alice.send("PUT", "/users/me/connections/512")
        path, headers, body = listener.wait_for(2)[1]
        assert is_signed(
            secret="s",
            path=path,
            date=headers["BI-Signature-Date"],
            body=body,
            signature=headers["BI-Signature"],
        )
        assert json.loads(body)["connection"]["id"] == 512

    def test_delivery_comes_twice_with_one_id(self, control, listener):
        control.post(
            "/control/listeners", event="connection-synced", url=listener.url, secret="s", times=2
        )
        control.post("/control/webhooks", event="connection-synced", connection=512)
        first, second = listener.wait_for(2)
        assert json.loads(first[2])["id_webhook_data"] == json.loads(second[2])["id_webhook_data"]

    def test_listener_lacking_a_secret_is_refused(self, control):
        answer = control.post("/control/listeners", event="user-deleted", url="http://127.0.0.1:1/")
        assert (answer.status, answer.code) == (400, "missingParameter")

    @pytest.mark.parametrize("name", ["connection-sunk", "", "account-categorized"])
    def test_unknown_event_names_the_known_ones(self, control, sandbox, name):
        for answer in (
            control.post("/control/listeners", event=name, url="http://127.0.0.1:1/", secret="s"),
            control.post("/control/webhooks", event=name, connection=512),
        ):
            assert (answer.status, answer.code) == (400, "invalidValue")
            assert ", ".join(EVENTS) in answer.json["description"]
        assert sandbox.webhooks.listeners == []

    def test_event_goes_by_the_name_the_console_gives_it(self, control, listener):
        control.post("/control/listeners", event="USER_DELETED", url=listener.url, secret="s")
        control.post("/control/webhooks", event="USER_DELETED", connection=512)
        assert json.loads(listener.wait_for(1)[0][2])["id"] == 7

    def test_event_about_accounts_is_sent_for_each_one_read(self, control, listener):
        control.post("/control/listeners", event="account-synced", url=listener.url, secret="s")
        control.post("/control/webhooks", event="account-synced", connection=512)
        sent = {json.loads(body)["id"]: json.loads(body) for _, _, body in listener.wait_for(2)}
        assert {number: len(each["transactions"]) for number, each in sent.items()} == {9001: 4, 9002: 0}

    def test_event_about_one_account_is_sent_for_it(self, control, listener):
        control.post("/control/mutations", do="disable", account=9002)
        control.post("/control/listeners", event="account-found", url=listener.url, secret="s")
        control.post("/control/webhooks", event="account-found", account=9002)
        assert json.loads(listener.wait_for(1)[0][2])["id"] == 9002

    @pytest.mark.parametrize("about", [{"connection": 1}, {"account": 9001}, {}])
    def test_event_about_nothing_there_is_refused(self, control, about):
        assert control.post("/control/webhooks", event="connection-synced", **about).status == 404


class _Listener:
    """A server that remembers what it is sent."""

    def __init__(self):
        self.refuses = 0
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((self.path, dict(self.headers), body))
                self.send_response(500 if len(outer.got) <= outer.refuses else 200)
                self.end_headers()

            def log_message(self, format, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/webhooks/"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *details):
        self.server.shutdown()
        self.server.server_close()

    def wait_for(self, count):
        for _ in range(200):
            if len(self.got) >= count:
                return self.got
            time.sleep(0.02)
        raise AssertionError(f"only {len(self.got)} deliveries came")
