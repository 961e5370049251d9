"""Rules about banks: broken, about to lose their consent, not read for days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openbanking.alerts import Evaluation, evaluate
from openbanking.models import Alert
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def broken(connection, since):
    connection.state, connection.broken_since = "wrongpass", since
    connection.save()


class TestBroken:
    def test_is_raised_once_when_the_days_are_over_and_not_a_second_before(self, rule_of, connection):
        rule_of("bank_broken", days=2)
        broken(connection, NOW)
        assert evaluate(NOW + 2 * DAY - SECOND) == Evaluation()
        assert evaluate(NOW + 2 * DAY) == Evaluation(raised=1)
        assert evaluate(NOW + 3 * DAY) == Evaluation()
        alert = Alert.objects.get()
        assert (alert.connection, alert.since) == (connection, NOW)

    def test_is_over_when_the_bank_is_read_again(self, rule_of, connection):
        rule_of("bank_broken", days=1)
        broken(connection, NOW)
        evaluate(NOW + DAY)
        connection.state, connection.broken_since = "", None
        connection.save()
        assert evaluate(NOW + 2 * DAY) == Evaluation(resolved=1)
        assert Alert.objects.get().resolved_at == NOW + 2 * DAY

    def test_that_breaks_anew_is_raised_anew(self, rule_of, connection):
        rule_of("bank_broken", days=1)
        broken(connection, NOW)
        evaluate(NOW + DAY)
        connection.state = ""
        connection.save()
        evaluate(NOW + 2 * DAY)
        broken(connection, NOW + 3 * DAY)
        assert evaluate(NOW + 4 * DAY) == Evaluation(raised=1)

    def test_state_that_comes_back_with_the_same_trouble_is_told_once(self, rule_of, connection):
        rule_of("bank_broken", days=1)
        broken(connection, NOW)
        evaluate(NOW + DAY)
        connection.state = ""
        connection.save()
        evaluate(NOW + 2 * DAY)
        broken(connection, NOW)
        assert evaluate(NOW + 3 * DAY) == Evaluation()

    def test_token_that_powens_refuses_breaks_its_banks(self, rule_of, connection):
        rule_of("bank_broken", days=1)
        connection.powens_user.rejected_at = NOW
        connection.powens_user.save()
        assert evaluate(NOW + DAY) == Evaluation(raised=1)

    def test_bank_that_is_gone_is_not_told_of(self, rule_of, connection):
        rule_of("bank_broken", days=1)
        broken(connection, NOW)
        connection.vanished_at = NOW
        connection.save()
        assert evaluate(NOW + 9 * DAY) == Evaluation()


class TestConsent:
    def test_is_raised_once_within_the_days(self, rule_of, connection):
        rule_of("consent_ends", days=14)
        connection.consent_ends_at = NOW + 20 * DAY
        connection.save()
        assert evaluate(NOW + 6 * DAY - SECOND) == Evaluation()
        assert evaluate(NOW + 6 * DAY) == Evaluation(raised=1)
        connection.consent_ends_at += timedelta(hours=5)
        connection.save()
        assert evaluate(NOW + 7 * DAY) == Evaluation()

    def test_renewed_is_over_and_told_of_again_next_time(self, rule_of, connection):
        rule_of("consent_ends", days=14)
        connection.consent_ends_at = NOW + DAY
        connection.save()
        evaluate(NOW)
        connection.consent_ends_at = NOW + 180 * DAY
        connection.save()
        assert evaluate(NOW + DAY) == Evaluation(resolved=1)
        assert evaluate(NOW + 170 * DAY) == Evaluation(raised=1)


class TestNotSynced:
    @pytest.fixture
    def connection(self, connection):
        connection.last_read_at = connection.last_success_at = NOW
        connection.save()
        return connection

    def test_is_raised_once_when_the_days_are_over(self, rule_of, connection):
        rule_of("not_synced", days=3)
        assert evaluate(NOW + 3 * DAY - SECOND) == Evaluation()
        assert evaluate(NOW + 3 * DAY) == Evaluation(raised=1)
        assert evaluate(NOW + 4 * DAY) == Evaluation()

    @pytest.mark.parametrize("unread", ["last_read_at", "last_success_at"])
    def test_reading_one_half_of_the_way_is_no_sync(self, rule_of, connection, unread):
        rule_of("not_synced", days=3)
        for name in {"last_read_at", "last_success_at"} - {unread}:
            setattr(connection, name, NOW + 3 * DAY)
        connection.save()
        assert evaluate(NOW + 3 * DAY) == Evaluation(raised=1)

    def test_is_over_with_the_next_sync(self, rule_of, connection):
        rule_of("not_synced", days=3)
        evaluate(NOW + 3 * DAY)
        connection.last_read_at = connection.last_success_at = NOW + 4 * DAY
        connection.save()
        assert evaluate(NOW + 4 * DAY) == Evaluation(resolved=1)
