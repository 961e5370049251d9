"""Rules about amounts: balances, movements, readings in quarantine."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from openbanking.alerts import Evaluation, evaluate
from openbanking.models import Alert, Balance, QuarantinedReading, Transaction
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW
DAY = timedelta(days=1)
LIMIT = Decimal("500.00")
IBAN = "FR3830006000011234567890000"


def becomes(account, amount, at):
    Balance.objects.filter(account=account).update(amount=Decimal(amount), learned_at=at)


class TestBalance:
    @pytest.fixture
    def below(self, rule_of, account):
        factories.make_balance(account, "500.01")
        return rule_of("balance_below", account=account, amount=LIMIT, currency="EUR")

    def test_below_is_below_and_not_at_the_limit(self, below, account):
        becomes(account, "500.00", NOW)
        assert evaluate(NOW) == Evaluation()
        becomes(account, "499.999999999999999999", NOW)
        assert evaluate(NOW) == Evaluation(raised=1)
        assert Alert.objects.get().amount == Decimal("499.999999999999999999")

    def test_above_is_above_and_not_at_the_limit(self, rule_of, account):
        rule_of("balance_above", account=account, amount=LIMIT, currency="EUR")
        factories.make_balance(account, "500.00")
        assert evaluate(NOW) == Evaluation()
        becomes(account, "500.01", NOW)
        assert evaluate(NOW) == Evaluation(raised=1)

    def test_moving_further_below_is_not_told_again(self, below, account):
        becomes(account, "400", NOW)
        evaluate(NOW)
        becomes(account, "300", NOW + DAY)
        assert evaluate(NOW + DAY) == Evaluation()

    def test_rule_arms_itself_again_when_the_balance_is_back(self, below, account):
        for day, (amount, came) in enumerate(
            [
                ("400", Evaluation(raised=1)),
                ("600", Evaluation(resolved=1)),
                ("400", Evaluation(raised=1)),
            ]
        ):
            becomes(account, amount, NOW + day * DAY)
            assert evaluate(NOW + day * DAY) == came

    def test_account_that_counts_no_more_ends_it(self, below, account):
        becomes(account, "400", NOW)
        evaluate(NOW)
        account.disabled_at = NOW
        account.save()
        assert evaluate(NOW) == Evaluation(resolved=1)

    def test_of_another_currency_is_not_compared(self, below, account):
        Balance.objects.update(amount=Decimal(1), currency="USD")
        assert evaluate(NOW) == Evaluation()

    def test_kind_is_judged_by_its_sum(self, rule_of, connection):
        rule_of("balance_below", account_kind="cash", amount=LIMIT, currency="EUR")
        for amount in ("300", "200"):
            factories.make_balance(factories.make_account(connection), amount)
        factories.make_balance(factories.make_account(connection, type="savings"), "-1000")
        factories.make_balance(factories.make_account(connection, currency="USD"), "-1000")
        assert evaluate(NOW) == Evaluation()
        Balance.objects.filter(amount=Decimal(200)).update(amount=Decimal("199.99"))
        assert evaluate(NOW) == Evaluation(raised=1)
        assert Alert.objects.get().amount == Decimal("499.99")

    def test_account_seen_twice_is_summed_once(self, rule_of, connection, alices, alice):
        rule_of("balance_above", account_kind="cash", amount=LIMIT, currency="EUR")
        again = factories.make_connection(factories.make_powens_user(alices, alice))
        for each in (connection, again):
            factories.make_balance(factories.make_account(each, iban=IBAN), "400")
        assert evaluate(NOW) == Evaluation()


class TestMovement:
    @pytest.fixture
    def large(self, rule_of, account):
        return rule_of("movement", amount=LIMIT, currency="EUR")

    @pytest.mark.parametrize(("amount", "raised"), [("500", 1), ("-500", 1), ("499.99", 0)])
    def test_is_large_from_exactly_its_amount_on_either_way(self, large, account, amount, raised):
        factories.make_transaction(account, amount)
        assert evaluate(NOW) == Evaluation(raised=raised)

    def test_is_told_once_and_over_at_once(self, large, account):
        movement = factories.make_transaction(account, "-900")
        assert evaluate(NOW) == Evaluation(raised=1)
        assert evaluate(NOW + DAY) == Evaluation()
        alert = Alert.objects.get()
        assert (alert.transaction, alert.resolved_at) == (movement, NOW)

    def test_from_before_the_rule_is_not_told(self, rule_of, account):
        factories.make_transaction(account, "-900")
        rule_of("movement", amount=LIMIT, currency="EUR", armed_at=timezone.now() + DAY)
        assert evaluate(NOW) == Evaluation()

    def test_of_years_ago_that_comes_with_a_new_bank_is_not_told(self, large, account):
        factories.make_transaction(account, "-900", date=NOW - timedelta(days=32))
        factories.make_transaction(account, "-901", date=NOW - timedelta(days=31))
        assert evaluate(NOW) == Evaluation(raised=1)
        assert Alert.objects.get().amount == Decimal(-901)

    @pytest.mark.parametrize("columns", [{"status": "pending"}, {"deleted_at": NOW}, {"left_out": True}])
    def test_that_is_not_booked_or_not_shown_is_not_told(self, large, account, columns):
        factories.make_transaction(account, "-900", **columns)
        assert evaluate(NOW) == Evaluation()

    def test_of_another_account_or_currency_is_not_told(self, rule_of, account, connection):
        rule_of("movement", amount=LIMIT, currency="EUR", account=account)
        other = factories.make_account(connection)
        dollars = factories.make_account(connection, currency="USD")
        for each in (other, dollars):
            factories.make_transaction(each, "-900")
        assert evaluate(NOW) == Evaluation()
        factories.make_transaction(account, "-900")
        assert evaluate(NOW) == Evaluation(raised=1)

    def test_that_the_bank_lists_anew_is_not_told_again_and_a_second_one_is(self, large, account):
        factories.make_transaction(account, "-900")
        evaluate(NOW)
        Transaction.objects.update(deleted_at=NOW)
        factories.make_transaction(account, "-900")
        assert evaluate(NOW) == Evaluation()
        factories.make_transaction(account, "-900")
        assert evaluate(NOW) == Evaluation(raised=1)

    def test_on_an_account_seen_twice_is_told_once(self, large, connection, alices, alice):
        again = factories.make_connection(factories.make_powens_user(alices, alice))
        for each in (connection, again):
            factories.make_transaction(factories.make_account(each, iban=IBAN), "-900")
        assert evaluate(NOW) == Evaluation(raised=1)


class TestQuarantine:
    def test_reading_is_told_once_and_over_when_it_is_decided(self, rule_of, account):
        rule_of("quarantine")
        factories.make_quarantined_reading(account, "99")
        assert evaluate(NOW) == Evaluation(raised=1)
        assert evaluate(NOW) == Evaluation()
        QuarantinedReading.objects.update(decision="approved")
        assert evaluate(NOW) == Evaluation(resolved=1)

    def test_of_another_account_is_not_told(self, rule_of, account, connection):
        rule_of("quarantine", account=account)
        factories.make_quarantined_reading(factories.make_account(connection))
        assert evaluate(NOW) == Evaluation()
