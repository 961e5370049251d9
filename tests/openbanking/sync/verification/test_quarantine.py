"""What is not taken on trust: implausible readings, drifting ledgers, totals that disagree."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openbanking.models import Account, BalanceReading, Discrepancy, QuarantinedReading, SyncRun
from openbanking.review.quarantine import accept, approve, reject
from openbanking.sandbox.api import accounts
from openbanking.sandbox.world import mutations
from openbanking.sync.verification.totals import TotalItem, disagreements
from tests import factories
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db

LAST_GOOD = Decimal("1310.42")
TEN_LESS, TWENTY_LESS = Decimal("1300.42"), Decimal("1290.42")


@pytest.fixture
def ours(linked, checking):
    sync()
    return Account.objects.get(external_id=str(checking.id))


def served(account):
    return account.balances.get(type="current").amount


class TestQuarantine:
    @pytest.mark.parametrize(
        ("to", "reason"),
        [("-1310.42", "sign"), ("0", "zero"), ("13104.20", "magnitude"), ("131.04", "magnitude")],
    )
    def test_implausible_reading_is_quarantined_and_the_last_good_one_served(
        self, ours, checking, to, reason
    ):
        checking.balance = Decimal(to)
        report = sync()
        ours.refresh_from_db()
        quarantined = QuarantinedReading.objects.get()
        assert (quarantined.reason, quarantined.balance, quarantined.last_good) == (
            reason,
            Decimal(to),
            LAST_GOOD,
        )
        assert served(ours) == LAST_GOOD
        assert ours.quarantined_since is not None
        assert report.totals.balances.warnings == 1
        assert report.status is SyncRun.Status.OK

    def test_other_currency_is_quarantined(self, ours, checking):
        checking.currency = "CHF"
        sync()
        ours.refresh_from_db()
        assert QuarantinedReading.objects.get().reason == "currency"
        assert (ours.currency, ours.balances.get(type="current").currency) == ("EUR", "EUR")

    @pytest.mark.parametrize("to", ["1310.43", "200.00", "13104.19"])
    def test_ordinary_change_is_believed(self, ours, checking, to):
        checking.balance = Decimal(to)
        sync()
        assert served(ours) == Decimal(to)
        assert not QuarantinedReading.objects.exists()

    def test_small_change_is_believed(self, ours, checking, settings):
        settings.PLAUSIBILITY_FLOOR = Decimal(2000)
        checking.balance = Decimal("-5.00")
        sync()
        assert served(ours) == Decimal("-5.00")

    def test_it_can_be_switched_off(self, ours, checking, settings):
        settings.PLAUSIBILITY_FACTOR = Decimal(0)
        checking.balance, checking.currency = Decimal(0), "CHF"
        sync()
        current = ours.balances.get(type="current")
        assert (current.amount, current.currency) == (Decimal(0), "CHF")

    def test_reading_its_transactions_explain_is_believed(self, ours, checking, sandbox):
        mutations.add_transaction(sandbox.state, account=checking.id, value="-1310.42")
        sync()
        assert served(ours) == Decimal(0)
        assert not QuarantinedReading.objects.exists()

    def test_card_settled_to_nothing_is_believed(self, linked, bank, checking):
        checking.type = "card"
        sync()
        checking.balance = Decimal(0)
        sync()
        assert served(Account.objects.get(external_id=str(checking.id))) == 0

    def test_reading_that_comes_right_settles_itself(self, ours, checking):
        checking.balance = Decimal(0)
        sync()
        checking.balance = Decimal("1300.00")
        sync()
        ours.refresh_from_db()
        assert QuarantinedReading.objects.get().decision == "overtaken"
        assert (ours.quarantined_since, served(ours)) == (None, Decimal("1300.00"))

    def test_second_run_notes_nothing_new(self, ours, checking):
        checking.balance = Decimal(0)
        sync()
        before = QuarantinedReading.objects.get().updated_at
        totals = sync().totals
        assert QuarantinedReading.objects.get().updated_at == before
        assert (totals.accounts.changed, totals.balances.changed) == (0, 0)

    def test_answer_says_that_it_is_quarantined(self, ours, checking, as_alice):
        checking.balance = Decimal(0)
        sync()
        answer = as_alice.get("openbanking.balances.get", accountId=ours.pk).json()
        shown = answer["balances"][0]
        assert shown["currentBalance"] == 1310.42
        assert shown["metadata"]["freshness"] == "stale"
        assert "held back" in shown["metadata"]["staleReason"]
        assert "heldSince" in shown["metadata"]


class TestDeciding:
    @pytest.fixture
    def quarantined(self, ours, checking):
        checking.balance = Decimal(0)
        sync()
        return QuarantinedReading.objects.get()

    def test_approved_reading_is_served_and_in_the_history(self, ours, quarantined, alice):
        assert approve(quarantined, by=alice, now=factories.NOW)
        ours.refresh_from_db()
        assert (served(ours), ours.quarantined_since) == (Decimal(0), None)
        assert BalanceReading.objects.filter(account=ours, type="current", amount=0).exists()

    def test_approved_reading_stays_believed(self, ours, quarantined, alice):
        approve(quarantined, by=alice, now=factories.NOW)
        sync()
        assert QuarantinedReading.objects.count() == 1
        assert served(ours) == 0

    def test_approved_currency_becomes_the_accounts(self, ours, checking, alice):
        checking.currency = "CHF"
        sync()
        approve(QuarantinedReading.objects.get(), by=alice, now=factories.NOW)
        ours.refresh_from_db()
        assert (ours.currency, ours.balances.get(type="current").currency) == ("CHF", "CHF")

    def test_rejected_reading_stays_out_while_it_is_repeated(self, ours, quarantined, alice):
        reject(quarantined, by=alice, now=factories.NOW)
        sync()
        ours.refresh_from_db()
        assert (QuarantinedReading.objects.count(), served(ours)) == (1, LAST_GOOD)
        assert ours.quarantined_since is not None

    def test_another_odd_reading_after_a_rejected_one_waits(self, quarantined, checking, alice):
        reject(quarantined, by=alice, now=factories.NOW)
        checking.balance = Decimal(-9)
        sync()
        assert QuarantinedReading.objects.filter(decision="waiting").get().balance == -9

    def test_it_is_decided_once(self, quarantined, alice):
        assert reject(quarantined, by=alice, now=factories.NOW)
        assert not approve(quarantined, by=alice, now=factories.NOW)


class TestLedger:
    def test_balance_its_transactions_do_not_explain_drifts(self, ours, checking):
        checking.balance = TEN_LESS
        report = sync()
        discrepancy = Discrepancy.objects.get()
        assert (discrepancy.kind, discrepancy.account, discrepancy.amount) == (
            "ledger",
            ours,
            Decimal(-10),
        )
        assert discrepancy.began_on == report.started_at.date()
        assert report.status is SyncRun.Status.OK

    def test_drift_ends_when_the_missing_row_arrives(self, ours, checking, sandbox):
        checking.balance = TEN_LESS
        sync()
        mutations.add_transaction(sandbox.state, account=checking.id, value="-10")
        checking.balance = TEN_LESS
        sync()
        assert Discrepancy.objects.get().ended_at is not None

    def test_day_it_began_stays_while_it_grows(self, ours, checking):
        checking.balance = TEN_LESS
        sync()
        began = Discrepancy.objects.get().began_on
        checking.balance = TWENTY_LESS
        sync()
        assert (Discrepancy.objects.get().amount, Discrepancy.objects.get().began_on) == (
            Decimal(-20),
            began,
        )

    def test_coming_rows_move_nothing(self, ours, checking, sandbox):
        mutations.add_transaction(sandbox.state, account=checking.id, value="-10", coming=True)
        sync()
        assert not Discrepancy.objects.exists()

    def test_account_kept_otherwise_has_no_ledger(self, linked, checking):
        checking.type = "market"
        sync()
        checking.balance = Decimal("1410.42")
        sync()
        assert not Discrepancy.objects.exists()

    def test_accepted_drift_is_the_measure_from_then_on(self, ours, checking):
        checking.balance = TEN_LESS
        sync()
        assert accept(Discrepancy.objects.select_related("account").get(), now=factories.NOW)
        sync(full=True)
        assert not Discrepancy.objects.filter(ended_at__isnull=True).exists()

    def test_answer_tells_of_it(self, ours, checking, as_alice):
        checking.balance = TEN_LESS
        sync()
        metadata = as_alice.get("openbanking.accounts.get", accountId=ours.pk).json()["metadata"]
        assert metadata["drift"]["amount"] == -10
        assert "since" in metadata["drift"]


class TestTotals:
    def test_total_that_disagrees_makes_the_run_partial(self, linked, sandbox, monkeypatch):
        honest = accounts._sums
        monkeypatch.setattr(
            accounts, "_sums", lambda found, name: {**honest(found, name), "EUR": Decimal(5)}
        )
        report = sync()
        assert report.status is SyncRun.Status.PARTIAL
        assert "do not add up" in report.connections[-1].condition.message
        assert Discrepancy.objects.get().kind == "total"
        monkeypatch.setattr(accounts, "_sums", honest)
        assert sync().status is SyncRun.Status.OK
        assert Discrepancy.objects.get().ended_at is not None

    def test_quarantined_reading_does_not_disagree(self, ours, checking):
        checking.balance = Decimal(0)
        assert sync().status is SyncRun.Status.OK

    @pytest.mark.parametrize("theirs", ["30", "10", "28", "8"])
    def test_loans_and_hidden_accounts_may_be_in_or_out(self, theirs):
        amounts = [
            TotalItem(amount=Decimal(10), currency="EUR"),
            TotalItem(amount=Decimal(20), currency="EUR", traits=frozenset({"hidden"})),
            TotalItem(amount=Decimal(-2), currency="EUR", traits=frozenset({"loan"})),
        ]
        assert not disagreements({"EUR": Decimal(theirs)}, amounts)

    def test_difference_is_given_by_currency(self):
        amounts = [TotalItem(amount=Decimal(10), currency="EUR")]
        found = disagreements({"EUR": Decimal(10), "CHF": Decimal(3)}, amounts)
        assert found == {"CHF": Decimal(-3)}
