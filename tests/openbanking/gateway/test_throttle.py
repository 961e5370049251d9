"""Our own limit of calls a minute, kept by all processes together."""

from __future__ import annotations

import pytest

from openbanking.gateway.throttle import calls_per_minute
from openbanking.models import CallBudget
from openbanking.powens.throttle import unthrottled
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db
HERE = "https://here.biapi.pro/2.0"


class Time:
    """A clock that only moves when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def test_calls_within_the_limit_go_at_once():
    time = Time()
    throttle = calls_per_minute(HERE, 3, clock=lambda: time.now, sleep=time.sleep)
    for _ in range(3):
        throttle()
    assert time.waits == []


def test_call_over_the_limit_waits_for_the_oldest_to_be_a_minute_old():
    time = Time()
    throttle = calls_per_minute(HERE, 2, clock=lambda: time.now, sleep=time.sleep)
    throttle()
    time.now = 20
    throttle()
    throttle()
    assert time.waits == [40]


def test_no_minute_ever_has_more_calls_than_allowed():
    time, calls = Time(), []
    throttle = calls_per_minute(HERE, 5, clock=lambda: time.now, sleep=time.sleep)
    for _ in range(50):
        throttle()
        calls.append(time.now)
        time.now += 3.7
    for position, start in enumerate(calls):
        assert sum(start <= each < start + 60 for each in calls[position:]) <= 5


def test_zero_is_no_limit():
    assert calls_per_minute(HERE, 0) is unthrottled


def test_processes_keep_one_pace_together():
    time = Time()
    paces = [calls_per_minute(HERE, 2, clock=lambda: time.now, sleep=time.sleep) for _ in range(3)]
    for throttle in paces:
        throttle()
    assert time.waits == [60]


def test_those_who_wait_are_let_through_one_after_the_other():
    waits: list[float] = []
    throttle = calls_per_minute(HERE, 1, clock=lambda: 0.0, sleep=waits.append)
    for _ in range(3):
        throttle()
    assert waits == [60, 120]


def test_another_domain_has_a_budget_of_its_own():
    time = Time()
    for domain in (HERE, "https://there.biapi.pro/2.0"):
        calls_per_minute(domain, 1, clock=lambda: time.now, sleep=time.sleep)()
    assert time.waits == []


def test_lower_limit_holds_from_the_next_call_on():
    time = Time()
    for limit in (3, 3, 3, 1):
        calls_per_minute(HERE, limit, clock=lambda: time.now, sleep=time.sleep)()
    assert time.waits == [60]


def test_sync_takes_its_calls_from_the_budget(linked, settings):
    settings.POWENS_REQUESTS_PER_MINUTE = 1000
    sync()
    assert len(CallBudget.objects.get().calls) >= 3
