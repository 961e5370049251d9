"""The sandbox's time, and how Powens writes it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


class Clock:
    """Runs on from the instant a world was set up for, and can be moved ahead."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._real = datetime.now(UTC)

    def now(self) -> datetime:
        """Return the sandbox's present."""
        return self._start + (datetime.now(UTC) - self._real)

    def advance(self, by: timedelta) -> None:
        """Let time pass at once."""
        self._start += by


def last_morning(now: datetime) -> datetime:
    """Return the last time it was six o'clock UTC: sandboxes of one day tell the same story."""
    return datetime.combine((now - timedelta(hours=6)).date(), time(6), tzinfo=UTC)


def paris(moment: datetime | None) -> str | None:
    """Return an instant as Powens writes most of them: naive, in the time of Paris."""
    return f"{moment.astimezone(PARIS):%Y-%m-%d %H:%M:%S}" if moment else None


def paris_day(moment: datetime | None) -> str | None:
    """Return the day of an instant, where Powens gives no more of it."""
    return f"{moment.astimezone(PARIS):%Y-%m-%d}" if moment else None


def utc(moment: datetime | None) -> str | None:
    """Return an instant as Powens writes those of a transaction: naive, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if moment else None


def from_paris(text: str) -> datetime:
    """Read a naive instant in the time of Paris; raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=PARIS)
