"""What names a request, on its answer and in its problem."""

from __future__ import annotations

import pytest

PRICE = "/api/toyshop/prices/get/v1.2.0"

pytestmark = pytest.mark.django_db


def test_trace_id_is_the_callers_own_where_it_sends_one(client):
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    sent = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    assert client.get(PRICE, {"toyName": "ghost"}, headers=sent).json()["traceId"] == trace


@pytest.mark.parametrize("path", [PRICE, "/api/nothing", "/contracts/problems/", "/contracts/"])
def test_every_answer_has_an_id_of_its_own(client, path):
    ids = {client.get(path)["X-Request-Id"] for _ in range(2)}
    assert len(ids) == 2


def test_trace_without_a_parent_is_the_requests_id(client):
    refused = client.get(PRICE, {"toyName": "ghost"})
    assert refused.json()["traceId"] == refused["X-Request-Id"]


def test_traceparent_is_given_back_if_it_is_one(client):
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    assert client.get(PRICE, headers={"traceparent": parent})["traceparent"] == parent
    assert "traceparent" not in client.get(PRICE, headers={"traceparent": "nonsense"})
