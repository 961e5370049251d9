"""Our own limit of calls a minute."""

from __future__ import annotations

from openbanking.powens.pacing import calls_per_minute, no_pace


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
    pace = calls_per_minute(3, clock=lambda: time.now, sleep=time.sleep)
    for _ in range(3):
        pace()
    assert time.waits == []


def test_call_over_the_limit_waits_for_the_oldest_to_be_a_minute_old():
    time = Time()
    pace = calls_per_minute(2, clock=lambda: time.now, sleep=time.sleep)
    pace()
    time.now = 20
    pace()
    pace()
    assert time.waits == [40]


def test_no_minute_ever_has_more_calls_than_allowed():
    time, calls = Time(), []
    pace = calls_per_minute(5, clock=lambda: time.now, sleep=time.sleep)
    for _ in range(50):
        pace()
        calls.append(time.now)
        time.now += 3.7
    for position, start in enumerate(calls):
        assert sum(start <= each < start + 60 for each in calls[position:]) <= 5


def test_zero_is_no_limit():
    assert calls_per_minute(0) is no_pace
