"""Hostile requests at every door: no fault of ours, and nothing of them in a log."""

from __future__ import annotations

import base64
import json
import logging
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openbanking.webhooks.signature import signature_of
from tests import factories
from tests.fuzzing.inputs import TOKENS, hostile
from tests.fuzzing.seeds import JSON, MARKER, QUERIES, WEBHOOKS

SECRET, DATE = "the secret of the webhooks", "2026-02-14T06:31:07Z"
HOOK = "/webhooks/powens/connection-synced/"
API = "/api/openbanking/"
LISTS = ["accounts/list", "transactions/search", "balances/history", "alerts/list", "recurring/list"]
COMMANDS = ["alerts/save", "manual/save", "transactions/correct"]
PAGES = ["transactions/", "", "alerts/", "recurring/", "net-worth/"]

IN_A_HEADER = st.text(st.characters(min_codepoint=1, max_codepoint=255, exclude_characters="\r\n"))

pytestmark = pytest.mark.django_db

few = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def member(alice, account, settings):
    """Alice's browser, and a secret that Powens signs with."""
    settings.POWENS_WEBHOOK_SECRET = SECRET
    client = Client(raise_request_exception=True)
    client.force_login(alice)
    return client


@pytest.fixture
def token(alice, account):
    return f"Bearer {factories.make_token(alice)}"


@pytest.fixture
def quiet(caplog):
    """Fail the test where a line of its log has what was sent, or tells of a fault."""
    caplog.set_level(logging.INFO)
    yield
    assert MARKER not in caplog.text
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


def as_query(data: bytes) -> str:
    """Return the input as it comes over the wire: what has no place in an address is encoded."""
    return quote_from_bytes(data, safe="=&%+")


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("name", LISTS)
def test_query_of_the_api_is_answered_or_refused(name, token):
    @few
    @given(hostile(QUERIES))
    def holds(data):
        path = f"{API}{name}/v1?{as_query(data)}"
        assert Client().get(path, headers={"Authorization": token}).status_code in (200, 400, 404, 414)

    holds()


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("name", ["text", "cursor", "input", "accountId", "from", "tenantId"])
def test_value_of_a_query_is_answered_or_refused(name, token):
    for value in [*TOKENS, MARKER.encode()]:
        path = f"{API}transactions/search/v1?{name}={quote_from_bytes(value)}"
        assert Client().get(path, headers={"Authorization": token}).status_code in (200, 400, 404, 414)


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("name", COMMANDS)
def test_body_of_a_command_is_taken_or_refused(name, token):
    @few
    @given(hostile(JSON))
    def holds(data):
        path, headers = f"{API}{name}/v1", {"Authorization": token}
        answer = Client().post(path, data, content_type="application/json", headers=headers)
        assert answer.status_code in (200, 400, 403, 404, 409, 429)

    holds()


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("page", PAGES)
def test_page_of_a_family_is_shown_or_not_there(page, member):
    @few
    @given(hostile(QUERIES))
    def holds(data):
        answer = member.get(f"/families/alices/{page}?{as_query(data)}")
        assert answer.status_code in (200, 302, 400, 404)

    holds()


@pytest.mark.usefixtures("quiet")
def test_list_of_the_admin_is_shown_or_led_back(db, account):
    staff = Client()
    staff.force_login(factories.make_user("root", is_staff=True, is_superuser=True))

    @few
    @given(hostile([*QUERIES, b"q=x&o=1.-2&p=0&tenant__id__exact=1&date__gte=2026-01-01&_popup=1"]))
    def holds(data):
        answer = staff.get(f"/admin/openbanking/transaction/?{as_query(data)}")
        assert answer.status_code in (200, 302, 400)

    holds()


@pytest.mark.usefixtures("quiet")
def test_webhook_that_is_signed_is_taken_whatever_it_says(member):
    @few
    @given(hostile(WEBHOOKS))
    def holds(data):
        signed = base64.b64encode(signature_of(secret=SECRET, path=HOOK, date=DATE, body=data)).decode()
        headers = {"BI-Signature-Date": DATE, "BI-Signature": signed}
        answer = Client().post(HOOK, data, content_type="application/json", headers=headers)
        assert answer.status_code == 200

    holds()


@pytest.mark.usefixtures("quiet")
def test_webhook_that_is_not_signed_is_refused_however_it_claims_to_be(member):
    @few
    @given(
        st.text(st.characters(min_codepoint=1, max_codepoint=255, exclude_characters="\r\n"), min_size=1)
    )
    def holds(text):
        headers = {"BI-Signature-Date": text, "BI-Signature": text}
        answer = Client().post(HOOK, WEBHOOKS[0], content_type="application/json", headers=headers)
        assert answer.status_code in (401, 429)

    holds()


@pytest.mark.usefixtures("quiet")
def test_token_that_is_none_opens_nothing(db):
    @few
    @given(IN_A_HEADER)
    def holds(text):
        headers = {"Authorization": f"Bearer {text}"}
        assert Client().get(f"{API}tenants/list/v1", headers=headers).status_code in (401, 429)

    holds()


@pytest.mark.usefixtures("quiet")
def test_agent_that_sends_anything_is_answered(token):
    calls = [json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode()]
    accept = {"Authorization": token, "Accept": "application/json, text/event-stream"}

    @few
    @given(hostile([*calls, *JSON]))
    def holds(data):
        answer = Client().post("/mcp", data, content_type="application/json", headers=accept)
        assert answer.status_code < 500

    holds()
