"""Invented rates: one seed gives the same, on working days, in files such as the Bank's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from openbanking.sandbox import Sandbox
from openbanking.sandbox.world.rates import rates
from tests.openbanking.sandbox.calling import Caller
from tests.openbanking.sandbox.conftest import NOW

DAY = timedelta(days=1)


def test_same_seed_gives_the_same_rates_and_another_gives_others():
    assert rates(NOW) == rates(NOW)
    assert rates(NOW) != rates(NOW, seed=7)


def test_rate_of_a_day_stays_as_days_pass():
    before, after = rates(NOW), rates(NOW + 30 * DAY)
    assert before.items() <= after.items()
    assert len(after) > len(before)


def test_rates_are_published_on_working_days_in_the_afternoon():
    monday = datetime(2026, 3, 2, tzinfo=UTC)
    assert max(rates(monday.replace(hour=14))) == date(2026, 2, 27)
    assert max(rates(monday.replace(hour=16))) == date(2026, 3, 2)
    assert date(2025, 12, 25) not in rates(monday)


def test_rate_stays_near_where_it_began():
    assert all(Decimal("0.5") < quotes["USD"] < Decimal("1.5") for quotes in rates(NOW).values())


def test_files_go_back_as_far_as_their_names_say(sandbox: Sandbox):
    site = Caller(sandbox.site)
    days = {
        name: site.get(f"/rates/eurofxref-{name}.xml").text.count("time=")
        for name in ("daily", "hist-90d", "hist")
    }
    assert days["daily"] == 1
    assert 60 < days["hist-90d"] < 66
    assert days["hist"] == len(rates(NOW))


def test_file_the_bank_does_not_have_is_a_404(sandbox: Sandbox):
    assert Caller(sandbox.site).get("/rates/eurofxref.zip").status == 404
