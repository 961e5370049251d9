"""Traces of a sync: each call to Powens, and each connection that is written."""

from __future__ import annotations

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from openbanking.models import Connection
from openbanking.powens import spans as powens_spans
from openbanking.sync import Scope, run_sync
from openbanking.sync import spans as sync_spans


@pytest.fixture
def traced(monkeypatch):
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    for module in (powens_spans, sync_spans):
        monkeypatch.setattr(module, "tracer", provider.get_tracer("test"))
    return exporter.get_finished_spans


def test_each_call_is_named_without_ids_or_query(linked, traced):
    run_sync(Scope())
    calls = [each for each in traced() if "http.request.method" in each.attributes]
    assert "GET /2.0/users/me/transactions" in {each.name for each in calls}
    assert {each.attributes["http.response.status_code"] for each in calls} == {200}
    for each in calls:
        assert "?" not in each.to_json()
        assert "Bearer" not in each.to_json()


def test_call_without_an_answer_is_an_error_of_its_kind(linked, traced, sandbox):
    sandbox.stop()
    run_sync(Scope())
    assert {each.status.description for each in traced()} == {"ConnectionError"}


def test_connection_is_a_span_when_it_is_written(linked, traced):
    run_sync(Scope())
    run_sync(Scope(full=True))
    written = [each for each in traced() if each.name == "write connection"]
    known = str(Connection.objects.get().pk)
    assert [each.attributes.get("openbanking.connection") for each in written] == [None, known]
