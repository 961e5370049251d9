"""Powens' dates: naive ones in its zone, documented ones in UTC, days in none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbanking.powens import PowensClock, PowensProtocolError

PARIS = PowensClock(ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-15 08:00:00", datetime(2026, 1, 15, 7, tzinfo=UTC)),
        ("2026-07-15 08:00:00", datetime(2026, 7, 15, 6, tzinfo=UTC)),
        ("2026-07-15T08:00:00.250000", datetime(2026, 7, 15, 6, 0, 0, 250000, tzinfo=UTC)),
        ("2026-07-15T08:00:00+00:00", datetime(2026, 7, 15, 8, tzinfo=UTC)),
        ("2026-07-15T08:00:00Z", datetime(2026, 7, 15, 8, tzinfo=UTC)),
        # The hour that comes twice in autumn: the earlier one, so that nothing looks too young.
        ("2026-10-25 02:30:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        # The hour that never comes in spring is read as if the clocks had not changed yet.
        ("2026-03-29 02:30:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_naive_instant_is_read_in_the_zone_of_powens(text, instant):
    assert PARIS.local(text) == instant


def test_zone_is_a_setting():
    assert PowensClock(ZoneInfo("UTC")).local("2026-07-15 08:00:00") == datetime(
        2026, 7, 15, 8, tzinfo=UTC
    )


def test_instant_documented_as_utc_is_not_shifted():
    assert PARIS.utc("2026-07-15 08:00:00") == datetime(2026, 7, 15, 8, tzinfo=UTC)


@pytest.mark.parametrize("text", [None, "", "0000-00-00 00:00:00", "0000-00-00"])
def test_no_date_is_none(text):
    assert (PARIS.local(text), PARIS.utc(text), PARIS.day(text)) == (None, None, None)


def test_day_has_no_zone():
    assert PARIS.day("2026-07-15") == date(2026, 7, 15)
    assert PARIS.day("2026-07-15 23:30:00") == date(2026, 7, 15)


@pytest.mark.parametrize("text", ["soon", "2026-13-01", "2026-02-30 08:00:00", "0001-01-01 00:00:00"])
def test_text_that_is_no_date_is_reported_of_and_not_quoted(text):
    with pytest.raises(PowensProtocolError) as refusal:
        PARIS.local(text)
    assert text not in str(refusal.value)


@given(st.integers(min_value=631_152_000, max_value=3_786_912_000))
def test_what_is_written_is_read_back(seconds):
    instant = datetime.fromtimestamp(seconds, tz=UTC)
    read = PARIS.local(PARIS.stamp(instant))
    assert read is not None
    # In the autumn hour that comes twice the later instant is read as the earlier: an overlap, no gap.
    assert read <= instant
    assert (instant - read).total_seconds() in (0, 3600)
