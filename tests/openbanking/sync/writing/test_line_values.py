"""What lines were worth: by Powens' history and by our own readings, with both clocks."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from openbanking.models import Account, Holding, HoldingValue
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from openbanking.sandbox.world.ageing import age
from openbanking.sync import Scope, run_sync
from tests.openbanking.sync.running import Soon, sync

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saver")]
Source = HoldingValue.Source
WEEK = timedelta(days=8)


def said(line, day=None):
    """Return what was said of a line's unit, or of one day of it, in the order we learned it."""
    values = HoldingValue.objects.filter(holding__external_id=str(line.id))
    if day is not None:
        values = values.filter(valued_on=day)
    return [
        (each.valued_on, each.unit_value, each.source)
        for each in values.order_by("valued_on", "learned_at", "id")
    ]


def sync_after_a_week(weeks=1):
    return run_sync(Scope(), clock=lambda: timezone.now() + weeks * WEEK)


def test_history_comes_with_the_first_read(share):
    sync()
    assert [(day, value) for day, value, _ in said(share)] == [
        (each.vdate, each.unitvalue) for each in share.values
    ]


def test_what_history_repeats_of_a_reading_is_not_written_again(share):
    sync()
    assert len(said(share, share.vdate)) == 1
    assert said(share, share.vdate)[0][2] == Source.READING


def test_history_fills_in_the_days_between_two_runs(savers, market, share):
    sync()
    seen = share.vdate
    savers.clock.advance(timedelta(days=5))
    age(market, savers.clock.now(), savers.state.new_id)
    sync_after_a_week()
    between = [each for each in share.values if seen < each.vdate]
    assert len(between) > 1
    assert [day for day, _, _ in said(share)][-len(between) :] == [each.vdate for each in between]


def test_correction_of_a_past_day_is_added_and_the_old_one_stays(share):
    sync()
    corrected = share.values[-3]
    before, corrected.unitvalue = corrected.unitvalue, Decimal("149.0000")
    sync_after_a_week()
    assert said(share, corrected.vdate) == [
        (corrected.vdate, before, Source.HISTORY),
        (corrected.vdate, Decimal(149), Source.HISTORY),
    ]


def test_history_and_reading_that_differ_do_not_take_turns(share):
    sync()
    share.values[-1].unitvalue = Decimal("152.0000")
    for weeks in (1, 2, 3):
        sync_after_a_week(weeks)
    assert said(share, share.vdate) == [
        (share.vdate, Decimal("152.34"), Source.READING),
        (share.vdate, Decimal(152), Source.HISTORY),
    ]


def test_value_of_a_security_abroad_has_both_currencies(market):
    line = next(each for each in market.investments.values() if each.original_currency)
    sync()
    value = HoldingValue.objects.filter(holding__external_id=str(line.id))[0]
    assert (value.security_currency, value.security_unit_value) == ("USD", Decimal("84.5"))


def test_new_values_make_the_line_and_its_account_changed(share):
    sync()
    holding = Holding.objects.get(external_id=str(share.id))
    account = Account.objects.get(pk=holding.account_id)
    share.values[-3].unitvalue = Decimal("149.0000")
    sync_after_a_week()
    for before in (holding, account):
        now = type(before).objects.get(pk=before.pk)
        assert now.updated_at > before.updated_at


def test_asking_for_a_history_without_news_changes_nothing_that_is_shown(share):
    sync()
    before = Holding.objects.get(external_id=str(share.id))
    sync_after_a_week()
    now = Holding.objects.get(pk=before.pk)
    assert now.history_read_at != before.history_read_at
    assert now.updated_at == before.updated_at


def test_value_that_cannot_be_read_is_reported_and_the_others_are_kept(share):
    share.values[0].vdate = Soon(2025, 11, 10)
    report = sync()
    assert len(said(share)) == len(share.values) - 1
    assert report.totals.holdings.warnings == 1
    assert "a value of its history" in str(report.connections[0].warnings[0])


def test_history_is_kept_when_a_line_is_sold(happens, share):
    sync()
    before = said(share)
    happens("sell_line", investment=share.id)
    sync()
    assert said(share) == before


def test_lines_without_units_have_readings_alone():
    sync()
    assert not HoldingValue.objects.filter(holding__kind="cash").exists()
    euros = Holding.objects.get(label="Fonds euro")
    assert (euros.values.count(), euros.readings.get().valuation) == (0, Decimal(50000))


def test_no_value_is_lost_to_a_short_history(savers, share):
    sync()
    before = said(share)
    savers.faults.add(Fault(kind=FaultKind.EMPTY, path="/history$", times=0))
    sync_after_a_week()
    assert said(share) == before
