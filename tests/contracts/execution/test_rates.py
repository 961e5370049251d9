"""Rates: counted together across channels and processes, reported in headers, refused with a wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from contracts.caller import Caller, Channel
from contracts.execution.rates import TooManyCalls
from contracts.execution.runner import run
from contracts.models import CallCount
from contracts.problems import NotFound
from contracts.registry import Registry, command, registry
from contracts.spec import Rate, RateScope
from tests.contracts.declaring import declare
from tests.contracts.people import make_user

STOCK = "/api/toyshop/stock/fill/v1.0.0"
NOW = datetime(2026, 3, 2, 9, 30, 15, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(db):
    return make_user("root", is_staff=True, is_superuser=True)


def call(operation, caller, now=NOW):
    return run(operation, caller, {}, clock=lambda: now).quota


def rated(rate):
    return declare(Registry(), kind=command, rate=rate)


def test_what_is_left_goes_down_and_then_it_is_refused(root):
    operation, caller = rated(Rate(2)), Caller(root)
    assert [call(operation, caller).remaining for _ in range(2)] == [1, 0]
    with pytest.raises(TooManyCalls) as refusal:
        call(operation, caller)
    assert refusal.value.retry_after == 45


def test_next_minute_begins_anew_and_forgets(root):
    operation, caller = rated(Rate(1)), Caller(root)
    call(operation, caller)
    assert call(operation, caller, NOW + timedelta(minutes=2)).remaining == 0
    assert CallCount.objects.count() == 1


def test_users_are_counted_apart(root, alice):
    operation = rated(Rate(1))
    call(operation, Caller(root))
    assert call(operation, Caller(alice)).remaining == 0


def test_all_are_counted_together(root, alice):
    operation = rated(Rate(1, by=RateScope.ALL))
    call(operation, Caller(root))
    with pytest.raises(TooManyCalls):
        call(operation, Caller(alice))


def test_channels_are_counted_together(root):
    operation = rated(Rate(1))
    call(operation, Caller(root, channel=Channel.REST))
    with pytest.raises(TooManyCalls):
        call(operation, Caller(root, channel=Channel.MCP))


def test_operation_without_a_rate_counts_nothing(root):
    assert call(rated(None), Caller(root)) is None
    assert not CallCount.objects.exists()


def test_answers_and_the_refusal_tell_what_is_left(root):
    client = Client()
    client.force_login(root)
    answers = [
        client.post(STOCK, {"toyName": "marble"}, content_type="application/json") for _ in range(6)
    ]
    assert answers[0]["RateLimit-Policy"] == '"user";q=5;w=60'
    assert answers[0]["RateLimit"].startswith('"user";r=4;t=')
    problem = answers[5].json()
    assert (answers[5].status_code, problem["code"], problem["retryable"]) == (429, "RATE_LIMITED", True)
    assert answers[5]["Retry-After"] == str(problem["retryAfter"])
    assert answers[5]["RateLimit"].startswith('"user";r=0;')
    assert answers[5]["Contract-Operation"] == "toyshop.stock.fill"


def test_call_about_something_that_does_not_exist_costs_nothing(root):
    def find_nothing(caller: Caller) -> dict[str, str]:
        """Look for something."""
        raise NotFound("There is no such word.")

    operation = declare(Registry(), kind=command, handler=find_nothing, rate=Rate(1))
    for _ in range(3):
        with pytest.raises(NotFound):
            call(operation, Caller(root))
    assert CallCount.objects.get().calls == 0


def test_bad_input_costs_nothing(root):
    operation = registry.get("toyshop.stock.fill")
    assert operation is not None
    client = Client()
    client.force_login(root)
    client.post(STOCK, {}, content_type="application/json")
    assert not CallCount.objects.exists()
