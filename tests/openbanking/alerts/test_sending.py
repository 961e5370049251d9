"""Deliveries: once, again after a failure, given up after a day, and never by two at a time."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections

from openbanking.alerts import Sent, evaluate, send_due
from openbanking.alerts.outcomes import MOST_ATTEMPTS
from openbanking.alerts.trial import send_test
from openbanking.models import Alert, AlertDelivery, DeliveryAttempt, Membership, User
from openbanking.sync import lock
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW
DAY = timedelta(days=1)
State = AlertDelivery.State


@pytest.fixture
def broken(connection):
    connection.state, connection.broken_since = "wrongpass", NOW - 3 * DAY
    connection.save()
    return connection


@pytest.fixture
def raised(broken, rule_of, endpoint):
    """An alert that is to be posted to the receiver."""
    rule_of("bank_broken", days=1, recipients=(), endpoint=endpoint)
    evaluate(NOW)
    return AlertDelivery.objects.get()


def send(at=NOW):
    return send_due(clock=lambda: at)


def test_is_delivered_once(raised, receiver):
    assert send() == Sent(sent=1)
    assert send() == Sent()
    assert len(receiver.posted) == 1
    raised.refresh_from_db()
    assert (raised.state, raised.delivered_at, raised.attempts_made) == (State.DELIVERED, NOW, 1)


def test_is_tried_again_with_the_same_id_until_it_is_taken(raised, receiver):
    receiver.status = 500
    assert send() == Sent(retrying=1)
    first = raised.attempts.get()
    assert (first.outcome, first.next_attempt_at) == ("It answered 500.", NOW + timedelta(seconds=80))
    assert send(NOW + timedelta(seconds=79)) == Sent()
    receiver.status = 200
    assert send(NOW + timedelta(seconds=80)) == Sent(sent=1)
    assert [each.headers["webhook-id"] for each in receiver.posted] == [str(raised.pk)] * 2
    timestamps = [int(each.headers["webhook-timestamp"]) for each in receiver.posted]
    assert timestamps[1] - timestamps[0] == 80


def test_is_given_up_after_about_a_day(raised, receiver):
    receiver.status = 503
    at = NOW
    while State(AlertDelivery.objects.get().state) is State.WAITING:
        at = AlertDelivery.objects.get().next_attempt_at
        send(at)
    assert len(receiver.posted) == MOST_ATTEMPTS
    assert DAY <= at - NOW < 1.1 * DAY
    assert AlertDelivery.objects.get().state == State.FAILED
    assert raised.attempts.last().next_attempt_at is None
    assert send(at + 9 * DAY) == Sent()


def test_that_is_gone_is_given_up_at_once(raised, receiver):
    receiver.status = 410
    assert send() == Sent(given_up=1)


def test_redirect_is_not_followed(raised, receiver):
    receiver.status, receiver.headers = 302, {"Location": receiver.url}
    assert send() == Sent(retrying=1)
    assert len(receiver.posted) == 1
    assert "redirects are not followed" in raised.attempts.get().outcome


def test_address_that_fails_is_tried_once_a_round(broken, rule_of, endpoint, receiver):
    for _ in range(3):
        rule_of("bank_broken", days=1, recipients=(), endpoint=endpoint)
    evaluate(NOW)
    receiver.status = 500
    assert send() == Sent(retrying=3)
    assert len(receiver.posted) == 1
    assert DeliveryAttempt.objects.count() == 1
    assert AlertDelivery.objects.due(NOW + timedelta(seconds=80)).count() == 3


def test_what_waited_for_a_day_behind_another_is_given_up_with_it(raised, endpoint, receiver):
    behind = factories.make_alert_delivery(
        factories.make_alert(raised.alert.rule), endpoint=endpoint, next_attempt_at=NOW + DAY
    )
    receiver.status = 500
    assert send(NOW + DAY) == Sent(retrying=1, given_up=1)
    behind.refresh_from_db()
    assert behind.state == State.FAILED


def test_one_that_fails_does_not_stop_the_others(broken, rule_of, alices, alice, receiver, endpoint):
    dead = factories.make_alert_endpoint(alices, alice, "http://127.0.0.1:9/hook")
    for each in (dead, endpoint):
        rule_of("bank_broken", days=1, recipients=(), endpoint=each)
    evaluate(NOW)
    assert send() == Sent(sent=1, retrying=1)


def test_fault_of_ours_does_not_stop_the_others(broken, rule_of, mails, endpoint, monkeypatch):
    def fail(*arguments):
        raise RuntimeError("what somebody said")

    monkeypatch.setattr("openbanking.alerts.sending.send_mail", fail)
    rule_of("bank_broken", days=1, endpoint=endpoint)
    evaluate(NOW)
    assert send() == Sent(sent=1, retrying=1)
    outcomes = DeliveryAttempt.objects.filter(succeeded=False).values_list("outcome", flat=True)
    assert list(outcomes) == ["A fault of this service (RuntimeError)."]


def test_crash_before_it_is_recorded_repeats_the_id_and_loses_nothing(raised, receiver, monkeypatch):
    def die(*arguments, **keywords):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(AlertDelivery.objects, "bulk_update", die)
        with pytest.raises(KeyboardInterrupt):
            send()
    assert send() == Sent(sent=1)
    assert [each.headers["webhook-id"] for each in receiver.posted] == [str(raised.pk)] * 2


class TestWithdrawn:
    def test_of_a_rule_that_was_paused(self, raised, receiver):
        type(raised.alert.rule).objects.update(enabled=False)
        assert send() == Sent(withdrawn=1)
        assert not receiver.posted

    def test_of_an_owner_who_left_the_family(self, raised, receiver):
        Membership.objects.all().delete()
        assert send() == Sent(withdrawn=1)
        assert not receiver.posted

    def test_to_a_person_who_left_the_family(self, broken, rule_of, alices, mails, alice):
        former = factories.make_user("former", email="former@example.org")
        rule_of("bank_broken", days=1, recipients=(alice, former))
        evaluate(NOW)
        assert send() == Sent(sent=1, withdrawn=1)
        assert [each.to for each in mails] == [["alice@example.org"]]

    def test_to_a_person_who_may_not_sign_in(self, broken, rule_of, mails):
        rule_of("bank_broken", days=1)
        evaluate(NOW)
        User.objects.update(is_active=False)
        assert send() == Sent(withdrawn=1)


class TestMails:
    @pytest.fixture(autouse=True)
    def raised(self, broken, rule_of, mails):
        self.rule = rule_of("bank_broken", days=1, timing="daily")
        evaluate(NOW)
        self.due = AlertDelivery.objects.get().due_at

    def test_digest_is_one_mail_for_all_that_waited(self, rule_of, mails):
        rule_of("bank_broken", days=2, timing="daily")
        evaluate(NOW + timedelta(hours=1))
        assert send(self.due - timedelta(seconds=1)) == Sent()
        assert send(self.due) == Sent(sent=2)
        assert [each.subject for each in mails] == ["2 alerts"]

    def test_mail_server_that_is_away_is_tried_again(self, mails, monkeypatch, caplog):
        def refuse(*arguments):
            raise OSError("alice@example.org was refused")

        with monkeypatch.context() as patch:
            patch.setattr(EmailBackend, "send_messages", refuse)
            assert send(self.due) == Sent(retrying=1)
        assert "alice@example.org" not in caplog.text + DeliveryAttempt.objects.get().outcome
        assert send(self.due + timedelta(seconds=80)) == Sent(sent=1)

    def test_without_a_mail_server_it_waits_and_says_why(self, settings):
        settings.MAILS_ARE_SENT = False
        assert send(self.due) == Sent(retrying=1)
        assert "EMAIL_URL" in DeliveryAttempt.objects.get().outcome

    def test_person_without_an_address_is_not_waited_for(self, mails):
        User.objects.update(email="")
        assert send(self.due) == Sent(given_up=1)


class TestTest:
    def test_goes_the_way_alerts_go_and_is_marked(self, rule_of, endpoint, receiver, mails):
        rule = rule_of("bank_broken", days=1, timing="daily", endpoint=endpoint)
        assert send_test(rule, clock=lambda: NOW) == Sent(sent=2)
        assert b'"type":"alert.test"' in receiver.posted[0].body
        assert mails[0].subject.startswith("Test: ")
        alert = Alert.objects.get()
        assert (alert.test, alert.resolved_at) == (True, NOW)

    def test_is_tried_once(self, rule_of, endpoint, receiver):
        receiver.status = 500
        rule = rule_of("bank_broken", days=1, recipients=(), endpoint=endpoint)
        assert send_test(rule, clock=lambda: NOW) == Sent(given_up=1)

    def test_of_a_paused_rule_is_sent_all_the_same(self, rule_of, mails):
        rule = rule_of("bank_broken", days=1, enabled=False)
        assert send_test(rule, clock=lambda: NOW) == Sent(sent=1)

    def test_leaves_what_is_due_to_others(self, raised, rule_of, endpoint, receiver):
        rule = rule_of("movement", recipients=(), endpoint=endpoint)
        send_test(rule, clock=lambda: NOW)
        raised.refresh_from_db()
        assert raised.state == State.WAITING


@pytest.mark.skipif(not settings.ON_POSTGRESQL, reason="threads share the file lock of SQLite")
@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_once(raised, receiver):
    together, done = threading.Barrier(4), []

    def run():
        together.wait()
        try:
            done.append(send())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(receiver.posted) == 1
    assert sum(each.sent for each in done) == 1


@pytest.mark.skipif(settings.ON_POSTGRESQL, reason="a session of PostgreSQL may take its own lock again")
def test_while_another_sends_nothing_is_sent(raised, receiver):
    with lock("alerts-send"):
        assert send() == Sent(locked=True)
    assert not receiver.posted
