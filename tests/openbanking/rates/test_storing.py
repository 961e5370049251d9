"""Rates are stored once a day, corrected where they were published anew, and of one publisher."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from openbanking.models import ExchangeRate
from openbanking.rates import Published, SourceDiffers, store, storing
from tests.amounts import WIDE
from tests.factories import NOW

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
LATER = NOW + timedelta(days=1)


def published(source: str = "European Central Bank", **quotes: str) -> Published:
    return Published(source, {DAY: {code: Decimal(units) for code, units in quotes.items()}})


def test_rates_are_kept_with_who_published_them_and_when_they_were_learned():
    stored = store(published(USD="1.085", JPY="162.1"), now=NOW)
    assert (stored.added, stored.unchanged, stored.corrected) == (2, 0, [])
    rate = ExchangeRate.objects.get(currency="USD")
    assert (rate.day, rate.units, rate.source) == (DAY, Decimal("1.085"), "European Central Bank")
    assert rate.learned_at == NOW


def test_second_time_changes_nothing():
    store(published(USD="1.085"), now=NOW)
    stored = store(published(USD="1.0850"), now=LATER)
    assert (stored.added, stored.unchanged, stored.corrected) == (0, 1, [])
    assert ExchangeRate.objects.get().learned_at == NOW


def test_rate_published_anew_is_corrected_and_named():
    store(published(USD="1.085"), now=NOW)
    stored = store(published(USD="1.095"), now=LATER)
    assert [str(each) for each in stored.corrected] == ["USD of 2026-03-02 was 1.085, is 1.095"]
    rate = ExchangeRate.objects.get()
    assert (rate.units, rate.learned_at) == (Decimal("1.095"), LATER)


def test_rate_as_wide_as_its_column_is_kept_exactly():
    store(published(USD=str(WIDE)), now=NOW)
    assert ExchangeRate.objects.get().units == WIDE


def test_day_has_rates_of_one_publisher_only():
    store(published(USD="1.085"), now=NOW)
    with pytest.raises(SourceDiffers, match="by European Central Bank, and these are by Somebody else"):
        store(published(source="Somebody else", CHF="0.95"), now=LATER)
    assert ExchangeRate.objects.count() == 1


def test_many_days_are_stored_in_steps_that_are_reported(monkeypatch):
    monkeypatch.setattr(storing, "DAYS_AT_ONCE", 2)
    days = {DAY - timedelta(days=number): {"USD": Decimal("1.085")} for number in range(5)}
    steps: list[int] = []
    store(Published("European Central Bank", days), now=NOW, progress=steps.append)
    assert steps == [2, 2, 1]
    assert ExchangeRate.objects.count() == 5
