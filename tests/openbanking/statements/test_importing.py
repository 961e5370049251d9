"""Imports: each row once however exports overlap, all of a file or nothing, and taken back whole."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from openbanking.manual.values import value_of
from openbanking.models import StatementEntry, StatementImport
from openbanking.statements import StatementRefused, import_statement, read_statement, take_back
from tests import factories
from tests.amounts import WIDE
from tests.factories import NOW
from tests.openbanking.statements.files import (
    camt_balance,
    camt_entry,
    camt_of,
    camt_statement,
    csv_of,
    ofx_of,
    ofx_row,
    ofx_statement,
    told,
)

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


@pytest.fixture
def account(alices):
    return factories.make_manual_account(alices, name="Old account", kind="cash")


def bring(account, data, *, by=None, now=NOW):
    return import_statement(account, read_statement(data), by=by, now=now)


def kept(account):
    return told(account.entries.order_by("booked_on", "id"))


def test_rows_are_kept_with_the_file_that_brought_them(account, alice):
    done = bring(account, csv_of("2026-03-02;SHOP;-2.50", "2026-03-01;RENT;-700"), by=alice)
    assert (done.added, done.known, done.repeated) == (2, 0, 0)
    assert kept(account) == [("2026-03-01", "-700", "RENT"), ("2026-03-02", "-2.5", "SHOP")]
    brought_by = StatementImport.objects.get()
    assert (brought_by.rows, brought_by.added, brought_by.imported_by) == (2, 2, alice)
    assert (str(brought_by.begins_on), str(brought_by.ends_on)) == ("2026-03-01", "2026-03-02")


def test_amount_keeps_every_digit(account):
    bring(account, csv_of(f"2026-03-02;SHOP;{WIDE}"))
    assert account.entries.get().amount == WIDE


def test_same_file_again_changes_nothing(account):
    data = csv_of("2026-03-02;SHOP;-2.50", "2026-03-02;SHOP;-2.50")
    bring(account, data)
    done = bring(account, data, now=LATER)
    assert (done.added, done.known) == (0, 2)
    assert StatementImport.objects.count() == 1


def test_exports_that_overlap_bring_each_row_once(account):
    bring(account, csv_of("2026-03-01;RENT;-700", "2026-03-02;SHOP;-2.50"))
    done = bring(
        account, csv_of("2026-03-03;LUNCH;-9", "2026-03-02;  shop ;-2,50", "2026-03-01;RENT;-700,0")
    )
    assert (done.added, done.known) == (1, 2)
    assert [wording for _, _, wording in kept(account)] == ["RENT", "SHOP", "LUNCH"]


def test_equal_rows_of_a_day_are_as_many_as_the_bank_lists(account):
    """An export at noon has one coffee; that of the evening has two."""
    bring(account, csv_of("2026-03-02;COFFEE;-2.50"))
    done = bring(account, csv_of("2026-03-02;COFFEE;-2.50", "2026-03-02;COFFEE;-2.50"))
    assert (done.added, done.known) == (1, 1)
    assert sorted(account.entries.values_list("occurrence", flat=True)) == [1, 2]


def test_reference_of_the_bank_recognises_a_row_whose_wording_changed(account):
    bring(account, ofx_of(ofx_statement(ofx_row(name="PENDING CARD"))))
    done = bring(account, ofx_of(ofx_statement(ofx_row(name="LIBRAIRIE"))))
    assert (done.added, done.known) == (0, 1)
    assert account.entries.get().reference == "1"


def test_reference_that_comes_twice_is_one_row_and_said(account):
    done = bring(account, ofx_of(ofx_statement(ofx_row(), ofx_row())))
    assert (done.added, done.repeated) == (1, 1)
    assert "1 repeated" in str(done)


def test_rows_of_a_batch_under_one_reference_are_kept_apart(account):
    done = bring(account, ofx_of(ofx_statement(ofx_row("-1"), ofx_row("-2"))))
    assert done.added == 2


def test_accounts_do_not_know_each_others_rows(account, bobs):
    bring(account, csv_of("2026-03-02;SHOP;-2.50"))
    assert bring(factories.make_manual_account(bobs), csv_of("2026-03-02;SHOP;-2.50")).added == 1


def test_statement_in_another_currency_is_refused(account):
    with pytest.raises(StatementRefused, match="is in USD, and the account in EUR"):
        bring(account, ofx_of(ofx_statement(ofx_row(), currency="USD")))
    assert not StatementEntry.objects.exists()


def test_rows_of_the_same_days_in_another_format_are_refused(account):
    bring(account, csv_of("2026-03-01;RENT;-700", "2026-03-02;SHOP;-2.50"))
    with pytest.raises(StatementRefused, match="from a file in CSV"):
        bring(account, ofx_of(ofx_statement(ofx_row(day="20260302"))))
    assert bring(account, ofx_of(ofx_statement(ofx_row(day="20260303")))).added == 1


def test_failure_leaves_nothing(account, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("openbanking.statements.importing.Valuation.objects.bulk_create", fail)
    with pytest.raises(RuntimeError):
        bring(account, csv_of("2026-03-02;SHOP;-2.50"))
    assert not StatementEntry.objects.exists()
    assert not StatementImport.objects.exists()


def worth(account, known_at):
    found = value_of(account, on=NOW.date(), known_at=known_at)
    return found and found.amount


def test_closing_balance_becomes_a_valuation(account, alice):
    data = camt_of(camt_statement(camt_entry(), camt_balance("1310.42")))
    assert bring(account, data, by=alice).valuations == 1
    assert bring(account, data, now=LATER).valuations == 0
    valuation = account.valuations.get()
    assert (valuation.amount, valuation.source) == (Decimal("1310.42"), "Statement in camt.053")
    assert (valuation.recorded_by, valuation.recorded_at) == (alice, NOW)


def test_closing_balance_told_otherwise_later_is_corrected(account):
    for amount, now in (("1310.42", NOW), ("1300", LATER)):
        bring(account, camt_of(camt_statement(camt_entry(), camt_balance(amount))), now=now)
    assert (worth(account, NOW), worth(account, LATER)) == (Decimal("1310.42"), Decimal(1300))


def test_statement_without_rows_brings_its_closing_balance(account):
    assert bring(account, camt_of(camt_statement(camt_balance("5")))).valuations == 1
    assert worth(account, NOW) == Decimal(5)


class TestTakingBack:
    def test_rows_go_and_closing_balances_are_withdrawn(self, account, alice):
        bring(account, camt_of(camt_statement(camt_entry(), camt_balance("5"))))
        assert take_back(StatementImport.objects.get(), by=alice, now=LATER) == 1
        assert not StatementEntry.objects.exists()
        assert (worth(account, NOW), worth(account, LATER)) == (Decimal(5), None)

    def test_what_a_closing_balance_had_corrected_stands_again(self, account, alice):
        for amount in ("5", "6"):
            bring(account, camt_of(camt_statement(camt_entry(), camt_balance(amount))))
        last = StatementImport.objects.get(valuations__amount=Decimal(6))
        take_back(last, by=alice, now=LATER)
        assert worth(account, LATER) == Decimal(5)

    def test_what_others_brought_stays(self, account, alice):
        bring(account, csv_of("2026-03-01;RENT;-700"))
        bring(account, csv_of("2026-03-01;RENT;-700", "2026-03-02;SHOP;-2.50"))
        take_back(StatementImport.objects.latest("ends_on"), by=alice, now=LATER)
        assert kept(account) == [("2026-03-01", "-700", "RENT")]

    def test_file_is_imported_again_afterwards(self, account, alice):
        data = camt_of(camt_statement(camt_entry(), camt_balance("5")))
        bring(account, data)
        take_back(StatementImport.objects.get(), by=alice, now=LATER)
        done = bring(account, data, now=LATER + timedelta(days=1))
        assert (done.added, done.valuations) == (1, 1)
