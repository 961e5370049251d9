"""Schedules of loans: payments known by their day, those that were made kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from openbanking.fields import total
from openbanking.health.states import HEALTHY
from openbanking.models import Account, LoanPayment
from openbanking.powens import payloads
from openbanking.powens.payloads import Rows
from openbanking.sync import ConnectionReport
from openbanking.sync.products import Product
from openbanking.sync.reading.delivery import Delivery
from openbanking.sync.writing.payments import write_payments
from tests.openbanking.conftest import of_type
from tests.openbanking.sync.running import Soon, sync

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saver")]


@pytest.fixture
def loan(patrimony):
    return of_type(patrimony, "loan")


def schedule():
    return list(LoanPayment.objects.live().order_by("due_on", "position").values_list("due_on", "total"))


def test_payment_is_split_as_the_bank_splits_it(loan):
    sync()
    assert LoanPayment.objects.count() == len(loan.amortizations)
    for row in loan.amortizations:
        found = LoanPayment.objects.get(due_on=row.payment_date)
        assert (found.principal, found.interest, found.insurance, found.total, found.remaining) == (
            row.amortization_amount,
            row.interest_amount,
            row.insurance_amount,
            row.total_payment_amount,
            row.remaining_capital,
        )
        parts = (found.principal, found.interest, found.insurance)
        assert total(*(each for each in parts if each is not None)) == found.total
        assert (found.currency, found.period) == ("EUR", f"{row.payment_date:%Y_%m}")


def test_second_run_changes_nothing():
    sync()
    assert sync().totals.payments.written == 0


@pytest.mark.parametrize("terms", [{"payment": "420.00"}, {"rate": "4.10"}, {"payment": "1200.00"}])
def test_revised_schedule_takes_the_place_of_the_old_one(happens, loan, terms):
    sync()
    before = Account.objects.get(external_id=str(loan.id)).updated_at
    happens("revise_schedule", account=loan.id, **terms)
    assert sync().totals.payments.changed
    assert schedule() == [
        (row.payment_date, row.total_payment_amount) for row in loan.amortizations if not row.deleted
    ]
    assert Account.objects.get(external_id=str(loan.id)).updated_at > before
    assert sync().totals.payments.written == 0


def test_payment_that_is_in_the_schedule_no_more_is_soft_deleted(loan):
    sync()
    gone = loan.amortizations.pop()
    assert sync().totals.payments.removed == 1
    assert LoanPayment.objects.get(due_on=gone.payment_date).deleted_on


def test_payments_before_the_schedule_stay(loan):
    sync()
    made = loan.amortizations.pop(0)
    assert sync().totals.payments.written == 0
    assert LoanPayment.objects.get(due_on=made.payment_date).deleted_on is None


def test_nothing_is_concluded_from_a_loan_without_a_schedule(loan):
    sync()
    loan.amortizations.clear()
    assert sync().totals.payments.written == 0


def test_several_payments_of_a_day_are_told_by_their_order(loan):
    row = loan.amortizations[0]
    loan.amortizations.insert(1, replace(row, total_payment_amount=Decimal("1.00")))
    sync()
    assert sorted(
        LoanPayment.objects.filter(due_on=row.payment_date).values_list("position", "total")
    ) == [(0, row.total_payment_amount), (1, Decimal(1))]
    assert sync().totals.payments.written == 0


def test_payment_without_a_day_is_known_again(loan):
    sync()
    account = Account.objects.get(external_id=str(loan.id))
    row = payloads.LoanAmortization(id_account=loan.id, period="2026")
    for added in (1, 0):
        report = ConnectionReport(connection=None, tenant="alices", read=True, condition=HEALTHY)
        delivery = Delivery[payloads.LoanAmortization](Product.PAYMENTS)
        delivery.take(Rows([row], []), settled=[account.external_id])
        write_payments(account, delivery, now=timezone.now(), report=report)
        assert (report.tally.payments.added, report.tally.payments.removed) == (added, 0)
    assert LoanPayment.objects.filter(due_on=None).count() == 1


def test_day_that_is_none_leaves_a_payment_out_and_removes_nothing(loan):
    sync()
    row = loan.amortizations[-1]
    row.payment_date = Soon(2026, 1, 1)
    report = sync()
    assert (report.totals.payments.warnings, report.totals.payments.removed) == (1, 0)


def test_schedule_follows_an_account_that_comes_back_under_another_id(happens, patrimony, loan):
    patrimony.accounts = {loan.id: loan}
    sync()
    before = set(LoanPayment.objects.values_list("pk", "due_on"))
    happens("recreate", connection=patrimony.id, disabled=False)
    assert sync().totals.payments.added == 0
    assert set(LoanPayment.objects.live().values_list("pk", "due_on")) == before


def test_time_that_passes_removes_no_payment(savers, happens, loan):
    sync()
    savers.clock.advance(timedelta(days=40))
    sync()
    assert not LoanPayment.objects.exclude(deleted_on=None).exists()
