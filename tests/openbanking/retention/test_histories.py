"""Histories are kept, unless a setting says otherwise; then what is in force stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from openbanking.models import (
    AuditEntry,
    AuditRecord,
    BalanceReading,
    Transaction,
)
from openbanking.retention import KINDS, prune
from tests import factories
from tests.openbanking.retention.test_kinds import NEW, OLD, pruned

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["balance-readings", "removed-transactions", "audit"])
def test_histories_are_kept_unless_a_setting_says_otherwise(name, account, alice):
    for amount in ("1.00", "2.00"):
        factories.make_reading(account, amount, as_of=OLD, learned_at=OLD)
    factories.make_transaction(account, "1.00", deleted_at=OLD)
    AuditEntry.objects.create(user=alice, channel="rest", operation="x", day=OLD.date(), last_at=OLD)
    counts = (BalanceReading.objects.count(), Transaction.objects.count(), AuditEntry.objects.count())
    assert pruned(name) == 0
    assert counts == (2, 1, 1)


def test_of_readings_the_one_stays_that_was_in_force_at_the_cut(account, settings):
    settings.KEEP_BALANCE_READINGS_DAYS = 100
    for day, amount in enumerate(("1.00", "2.00", "3.00")):
        time = OLD + timedelta(days=day)
        factories.make_reading(account, amount, as_of=time, learned_at=time)
    factories.make_reading(account, "4.00", as_of=NEW, learned_at=NEW)
    assert pruned("balance-readings") == 2
    kept = BalanceReading.objects.order_by("learned_at").values_list("amount", flat=True)
    assert [f"{amount:f}" for amount in kept] == ["3", "4"]


def test_a_correction_of_an_older_day_takes_no_later_day_along(account, settings):
    settings.KEEP_BALANCE_READINGS_DAYS = 100
    factories.make_reading(account, "1.00", as_of=OLD, learned_at=OLD)
    factories.make_reading(
        account, "2.00", as_of=OLD - timedelta(days=5), learned_at=OLD + timedelta(days=1)
    )
    assert pruned("balance-readings") == 0


def test_only_what_the_bank_took_back_goes_of_transactions(account, settings):
    settings.KEEP_REMOVED_TRANSACTIONS_DAYS = 100
    standing = factories.make_transaction(account, "1.00", date=OLD)
    factories.make_transaction(account, "2.00", deleted_at=OLD)
    assert pruned("removed-transactions") == 1
    assert Transaction.objects.get() == standing


def test_old_entries_of_the_audit_go_where_a_setting_says_so(alice, settings):
    settings.AUDIT_DAYS = 100
    for time in (OLD, NEW):
        AuditEntry.objects.create(
            user=alice, channel="rest", operation="x", day=time.date(), last_at=time
        )
        factories.make_audit_record(last_at=time)
    assert pruned("audit") == 2
    assert AuditEntry.objects.get().last_at == NEW
    assert [each.operation for each in AuditRecord.objects.order_by("pk")] == [
        "openbanking.balances.get",
        "audit.pruned",
    ]


def test_audit_that_is_not_sound_stays_and_is_said_to_have_failed(alice, settings):
    settings.AUDIT_DAYS = 100
    for time in (OLD, NEW):
        factories.make_audit_record(last_at=time)
    AuditRecord.objects.filter(last_at=OLD).update(count=7)
    (done,) = prune([each for each in KINDS if each.name == "audit"], now=timezone.now())
    assert (done.failed, AuditRecord.objects.count()) == (True, 2)
