"""What holds for all rules: whose they are, that they rest, and that they cost few statements."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connections

from openbanking.alerts import Evaluation, evaluate
from openbanking.models import Alert, AlertDelivery, AlertKind, Membership
from openbanking.sync import run_finished
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW
DAY = timedelta(days=1)


@pytest.fixture
def broken(connection):
    connection.state, connection.broken_since = "wrongpass", NOW - 3 * DAY
    connection.save()
    return connection


def test_other_families_banks_are_not_told_of(broken, bob, bobs):
    factories.make_alert_rule(bobs, bob, days=1)
    assert evaluate(NOW) == Evaluation()


def test_each_rule_tells_for_itself(broken, rule_of):
    rule_of("bank_broken", days=1)
    rule_of("bank_broken", days=3)
    assert evaluate(NOW) == Evaluation(raised=2)


@pytest.mark.parametrize("columns", [{"enabled": False}, {"removed_at": NOW}])
def test_rule_that_is_paused_or_removed_raises_nothing_and_ends_what_it_raised(broken, rule_of, columns):
    rule = rule_of("bank_broken", days=1)
    evaluate(NOW)
    type(rule).objects.update(**columns)
    assert evaluate(NOW) == Evaluation(resolved=1)
    assert evaluate(NOW) == Evaluation()


def test_rule_that_begins_anew_raises_what_is_the_case(broken, rule_of):
    rule = rule_of("bank_broken", days=1)
    evaluate(NOW)
    rule.enabled = False
    rule.save()
    evaluate(NOW)
    rule.enabled, rule.armed_at = True, NOW + DAY
    rule.save()
    assert evaluate(NOW + DAY) == Evaluation(raised=1)


def test_rule_of_somebody_who_left_the_family_rests(broken, rule_of):
    rule_of("bank_broken", days=1)
    Membership.objects.all().delete()
    assert evaluate(NOW) == Evaluation()


def test_rule_of_staff_needs_no_membership(broken, alices):
    staff = factories.make_user("staff", is_staff=True)
    factories.make_alert_rule(alices, staff, days=1)
    assert evaluate(NOW) == Evaluation(raised=1)


@pytest.mark.parametrize("works_here", [True, False])
def test_rule_of_staff_who_are_limited_needs_them_to_work_for_the_family(broken, alices, works_here):
    staff = factories.make_user("staff", is_staff=True, is_limited=True)
    if works_here:
        staff.works_for.add(alices)
    factories.make_alert_rule(alices, staff, days=1)
    assert evaluate(NOW) == Evaluation(raised=int(works_here))


def test_number_of_statements_does_not_depend_on_that_of_rules(
    broken, rule_of, account, django_assert_max_num_queries
):
    factories.make_balance(account, "10")
    factories.make_transaction(account, "-900")
    factories.make_quarantined_reading(account)
    for number in range(20):
        for kind in AlertKind.values:
            rule_of(kind, days=1, amount=Decimal(100 + number), currency="EUR", account=account)
    with django_assert_max_num_queries(16):
        assert evaluate(NOW).raised == 20 * 4


def test_mail_waits_for_the_digest_and_a_webhook_does_not(broken, rule_of, endpoint, settings):
    settings.ALERTS_DIGEST_HOUR = 7
    rule_of("bank_broken", days=1, timing="daily", endpoint=endpoint)
    evaluate(NOW)
    mail = AlertDelivery.objects.get(endpoint=None)
    # Paris is an hour before UTC in March, and its seven o'clock of that day is over.
    assert mail.due_at == (NOW + DAY).replace(hour=6, minute=0)
    assert AlertDelivery.objects.get(recipient=None).due_at == NOW


def test_addresses_hear_when_it_is_over(broken, rule_of, endpoint):
    rule_of("bank_broken", days=1, endpoint=endpoint)
    evaluate(NOW)
    broken.state = ""
    broken.save()
    evaluate(NOW)
    told = AlertDelivery.objects.values_list("event", "recipient__username")
    assert sorted(told, key=str) == [("raised", "alice"), ("raised", None), ("resolved", None)]


def test_sync_that_ends_has_the_rules_looked_at(broken, rule_of, monkeypatch):
    monkeypatch.setattr("openbanking.jobs.alerts.has_queue", lambda: False)
    rule_of("bank_broken", days=1)
    run_finished.send_robust(None, at=NOW)
    assert Alert.objects.count() == 1


def test_fault_of_the_rules_does_not_fail_the_sync(broken, rule_of, monkeypatch, caplog):
    def fail(now):
        raise RuntimeError("a fault")

    monkeypatch.setattr("openbanking.jobs.alerts.has_queue", lambda: False)
    monkeypatch.setattr("openbanking.jobs.alerts.evaluate", fail)
    rule_of("bank_broken", days=1)
    [(_, answer)] = run_finished.send_robust(None, at=NOW)
    assert isinstance(answer, RuntimeError)


@pytest.mark.skipif(not settings.ON_POSTGRESQL, reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_two_evaluations_at_once_raise_once(broken, rule_of):
    rule_of("bank_broken", days=1)
    together, raised = threading.Barrier(4), []

    def look():
        together.wait()
        try:
            raised.append(evaluate(NOW).raised)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (sum(raised), Alert.objects.count(), AlertDelivery.objects.count()) == (1, 1, 1)
