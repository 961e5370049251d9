"""What is reported of a run: events with masked properties, a line in the log, a count."""

from __future__ import annotations

import json
import logging

import pytest
from prometheus_client import REGISTRY

from contracts.caller import Caller, Channel
from contracts.execution.masking import masked
from contracts.execution.runner import run
from contracts.execution.telemetry import event_reported
from contracts.problems import Conflict, Invalid, Unauthenticated
from tests.contracts.declaring import named
from tests.contracts.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(db):
    return make_user("root", is_staff=True, is_superuser=True)


@pytest.fixture
def reported(settings):
    """The events of this test."""
    settings.CONTRACTS = {**settings.CONTRACTS, "PERSONAL_FIELDS": ["iban"]}
    events = []

    def keep(sender, name, properties, **kwargs):
        events.append((name, properties))

    event_reported.connect(keep)
    yield events
    event_reported.disconnect(keep)


def fill(root, toy="marble"):
    return run(named("toyshop.stock.fill"), Caller(root), {"toyName": toy})


def runs(**labels):
    return REGISTRY.get_sample_value("contracts_runs_total", labels) or 0


def test_success_is_an_event_with_masked_properties(root, reported):
    fill(root)
    properties = {"toyName": "marble", "inStock": 1, "iban": "********5678", "shelfCount": 2}
    assert reported == [("toyshop.stock.filled", properties)]


def test_refusal_is_the_other_event_with_its_code(root, reported):
    with pytest.raises(Conflict):
        fill(root, "robot")
    assert reported == [("toyshop.stock.fill_failed", {"toyName": "robot", "error": "CONFLICT"})]


def test_fault_tells_nothing_of_the_inside(root, reported):
    with pytest.raises(RuntimeError):
        fill(root, "bomb")
    assert reported == [("toyshop.stock.fill_failed", {"toyName": "bomb", "error": "INTERNAL_ERROR"})]


def test_every_query_leaves_a_line(charlie, caplog, capture_contracts):
    logging.getLogger("contracts.telemetry").setLevel(logging.INFO)
    run(named("toyshop.prices.get"), Caller(charlie, channel=Channel.MCP), {"toyName": "robot"})
    line = json.loads(capture_contracts.messages[-1])
    assert line.pop("milliseconds") >= 0
    assert line == {
        "operation": "toyshop.prices.get",
        "version": "1.2.0",
        "channel": "mcp",
        "caller": str(charlie.pk),
        "request": "",
        "outcome": "OK",
    }


def test_line_of_a_request_has_its_id(client, db, capture_contracts):
    answer = client.get("/api/toyshop/prices/get/v1", {"toyName": "robot"})
    line = json.loads(capture_contracts.messages[-1])
    assert line["request"] == answer["X-Request-Id"]


@pytest.mark.parametrize(
    ("data", "error", "outcome"),
    [({}, Invalid, "VALIDATION_FAILED"), ({"toyName": "robot"}, Conflict, "CONFLICT")],
)
def test_refusals_are_counted_by_their_code(root, data, error, outcome):
    labels = {
        "operation": "toyshop.stock.fill",
        "version": "1.0.0",
        "channel": "rest",
        "outcome": outcome,
    }
    before = runs(**labels)
    with pytest.raises(error):
        run(named("toyshop.stock.fill"), Caller(root), data)
    assert runs(**labels) == before + 1


def test_listener_that_fails_spoils_no_answer(root):
    def fail(sender, **kwargs):
        raise RuntimeError("the listener's own fault")

    event_reported.connect(fail)
    try:
        assert fill(root).body["inStock"] == 1
    finally:
        event_reported.disconnect(fail)


def test_stranger_is_reported_of_without_a_name(db, capture_contracts):
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(Unauthenticated):
        run(named("toyshop.stock.fill"), Caller(AnonymousUser()), {})
    assert json.loads(capture_contracts.messages[-1])["caller"] == "anonymous"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"iban": "FR7630006000011234567890189"}, {"iban": "***********************0189"}),
        ({"iban": "0189"}, {"iban": "****"}),
        ({"iban": ""}, {"iban": ""}),
        ({"iban": None}, {"iban": None}),
        ({"deep": [{"iban": "12345"}]}, {"deep": [{"iban": "*2345"}]}),
        ({"iban": {"of": "12345", "all": ["12345"]}}, {"iban": {"of": "*2345", "all": ["*2345"]}}),
        ({"iban": 12345}, {"iban": "*2345"}),
        ({"other": "12345"}, {"other": "12345"}),
    ],
)
def test_personal_values_are_masked_at_any_depth(value, shown):
    assert masked(value, ["iban"]) == shown
