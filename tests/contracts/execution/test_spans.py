"""Traces of runs, read with the SDK an operator would bring."""

from __future__ import annotations

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from contracts.execution import spans
from tests.contracts.people import make_user

PRICE = "/api/toyshop/prices/get/v1.2.0"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

pytestmark = pytest.mark.django_db


@pytest.fixture
def traced(monkeypatch):
    """The spans that ended, by name."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(spans, "tracer", provider.get_tracer("test"))
    return lambda: {each.name: each for each in exporter.get_finished_spans()}


def test_run_is_a_span_with_its_outcome(client, traced):
    client.get(PRICE, {"toyName": "robot"})
    run = traced()["toyshop.prices.get"]
    assert run.attributes == {
        "contracts.version": "1.2.0",
        "contracts.channel": "rest",
        "contracts.outcome": "OK",
    }


def test_steps_of_a_run_are_below_it_with_their_statements(client, traced):
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    client.post("/api/toyshop/stock/fill/v1", {"toyName": "marble"}, content_type="application/json")
    found = traced()
    run = found["toyshop.stock.fill"]
    for step in ("policy", "handler", "answered"):
        assert found[step].parent.span_id == run.context.span_id
        assert found[step].attributes["contracts.statements"] == 0


def test_trace_of_the_caller_goes_on(client, traced):
    client.get(PRICE, {"toyName": "robot"}, headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    assert f"{traced()['toyshop.prices.get'].context.trace_id:032x}" == TRACE


def test_refusal_is_an_outcome_and_no_fault(client, traced):
    client.get(PRICE, {"toyName": "ghost"})
    run = traced()["toyshop.prices.get"]
    assert (run.attributes["contracts.outcome"], run.status.is_ok or run.status.is_unset) == (
        "NOT_FOUND",
        True,
    )


def test_fault_is_named_by_its_kind_and_tells_nothing_of_its_insides(client, traced):
    client.raise_request_exception = False
    client.get(PRICE, {"toyName": "bomb"})
    run = traced()["toyshop.prices.get"]
    assert (run.attributes["contracts.outcome"], run.status.description) == (
        "INTERNAL_ERROR",
        "RuntimeError",
    )
    assert not run.events
    assert "secret" not in run.to_json()


def test_without_the_sdk_nothing_is_recorded(client):
    assert client.get(PRICE, {"toyName": "robot"}).status_code == 200
