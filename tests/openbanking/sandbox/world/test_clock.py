"""The sandbox's time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from openbanking.sandbox.world.clock import Clock, from_paris, last_morning, paris, utc

SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_instant_is_written_naive_in_the_time_of_paris() -> None:
    assert (paris(SUMMER), utc(SUMMER), paris(None)) == (
        "2026-07-01 14:00:00",
        "2026-07-01 12:00:00",
        None,
    )


def test_naive_instant_is_read_in_the_time_of_paris() -> None:
    assert from_paris("2026-07-01 14:00:00") == SUMMER
    assert from_paris("2026-07-01T12:00:00+00:00") == SUMMER


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (datetime(2026, 3, 2, 6, tzinfo=UTC), datetime(2026, 3, 2, 6, tzinfo=UTC)),
        (datetime(2026, 3, 2, 23, 59, tzinfo=UTC), datetime(2026, 3, 2, 6, tzinfo=UTC)),
        (datetime(2026, 3, 2, 5, 59, tzinfo=UTC), datetime(2026, 3, 1, 6, tzinfo=UTC)),
    ],
)
def test_last_morning_is_never_ahead(now: datetime, morning: datetime) -> None:
    assert last_morning(now) == morning


def test_clock_runs_on_from_its_start_and_can_be_advanced() -> None:
    clock = Clock(SUMMER)
    assert timedelta(0) <= clock.now() - SUMMER < timedelta(minutes=1)
    clock.advance(timedelta(days=2))
    assert clock.now() - SUMMER >= timedelta(days=2)
