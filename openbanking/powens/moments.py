"""Powens' dates: most are naive and in a zone it does not document, a few are UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from openbanking.powens.errors import PowensProtocolError

# How many texts of dates are remembered with what they say.
REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class PowensClock:
    """Reads Powens' dates in the zone its naive ones are in (observed: Europe/Paris)."""

    zone: ZoneInfo

    def local(self, text: str | None) -> datetime | None:
        """Return the instant in UTC of a date without a documented zone, such as `last_update`.

        In the autumn hour that comes twice the earlier instant is meant, so that a figure never
        looks younger than it is. An offset in the text wins. Raises PowensProtocolError for text
        that is not a date.
        """
        return _instant(text, self.zone)

    def utc(self, text: str | None) -> datetime | None:
        """Return the instant of a date documented as UTC: a transaction's `datetime` and kin."""
        return _instant(text, UTC)

    def day(self, text: str | None) -> date | None:
        """Return a plain day, which has no zone and is never shifted."""
        return _day(text)

    def stamp(self, instant: datetime) -> str:
        """Return an instant as Powens writes it, for the `last_update` filter."""
        return f"{instant.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"


# Rows of a page share their days and moments: reading one again costs nothing.
@lru_cache(maxsize=REMEMBERED)
def _day(text: str | None) -> date | None:
    if _is_blank(text):
        return None
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        raise PowensProtocolError("Powens sent a day that is none.") from None


@lru_cache(maxsize=REMEMBERED)
def _instant(text: str | None, zone: tzinfo) -> datetime | None:
    if _is_blank(text):
        return None
    try:
        moment = datetime.fromisoformat(str(text))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone, fold=0)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise PowensProtocolError("Powens sent a date that is none.") from None


def _is_blank(text: str | None) -> bool:
    """Tell whether there is no date; old connectors write zeros for it."""
    return not text or text.startswith("0000-00-00")
