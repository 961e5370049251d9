"""Warnings: each has one sentence, and is found by what it is about."""

from __future__ import annotations

import pytest

from openbanking.health.states import HEALTHY
from openbanking.models import SyncOutcome
from openbanking.sync import ConnectionReport, SyncWarning, WarningKind
from openbanking.sync.products import Product
from tests.openbanking.sync.running import sync


@pytest.fixture
def report():
    return ConnectionReport(connection=None, tenant="alices", read=True, condition=HEALTHY)


@pytest.mark.parametrize(
    ("warning", "sentence"),
    [
        (
            SyncWarning(kind=WarningKind.ACCOUNT_LEFT_OUT, account="9001", reason="no {currency}."),
            "Account 9001 was left out: no {currency}.",
        ),
        (
            SyncWarning(kind=WarningKind.ACCOUNT_LEFT_OUT, account=None, reason="no id."),
            "Account without id was left out: no id.",
        ),
        (
            SyncWarning(kind=WarningKind.TYPE_UNKNOWN, account="9001", reason="solar_share"),
            "Account 9001 has an unknown type, solar_share; it counts as other.",
        ),
        (
            SyncWarning(kind=WarningKind.BALANCE_MISSING, account="9001"),
            "Account 9001 has no usable balance; the last good one is kept.",
        ),
        (
            SyncWarning(kind=WarningKind.BALANCE_IMPLAUSIBLE, account="9001"),
            "Account 9001 has an implausible balance; the last good one is served until staff decide.",
        ),
        (
            SyncWarning(
                kind=WarningKind.TRANSACTION_LEFT_OUT,
                account="9001",
                transaction="5",
                reason="it has no date.",
            ),
            "Transaction 5 was left out: it has no date.",
        ),
        (
            SyncWarning(kind=WarningKind.TRANSACTION_LEFT_OUT, account="9001", reason="no id."),
            "Transaction without id was left out: no id.",
        ),
        (
            SyncWarning(kind=WarningKind.AMOUNT_MISSING, account="9001", transaction="5"),
            "Transaction 5 has no usable amount.",
        ),
        (
            SyncWarning(
                kind=WarningKind.PRODUCT_UNREAD,
                account=None,
                product=Product.ORDERS,
                reason="no answer.",
            ),
            "The market orders were not read in full; what is missing is kept as it was: no answer.",
        ),
        (
            SyncWarning(
                kind=WarningKind.ROW_LEFT_OUT,
                account="9001",
                product=Product.PAYMENTS,
                reason="no day.",
            ),
            "Loan payment without id of account 9001 was left out: no day.",
        ),
        (
            SyncWarning(
                kind=WarningKind.FIGURES_LEFT_OUT,
                account="9001",
                product=Product.HOLDINGS,
                row="5",
                reason="quantity.",
            ),
            "Holding 5 of account 9001 lacks figures that no column holds: quantity.",
        ),
    ],
)
def test_warning_reads_as_one_sentence(warning, sentence):
    assert str(warning) == sentence


def test_every_kind_has_a_sentence():
    assert all(str(SyncWarning(kind=kind, account="1")) for kind in WarningKind)


def test_warnings_about_an_account_are_neither_anothers_nor_its_rows(report):
    report.warn(WarningKind.BALANCE_MISSING, account="900")
    report.warn(WarningKind.BALANCE_MISSING, account="9001")
    report.warn(WarningKind.AMOUNT_MISSING, account="900", transaction="5")
    report.warn(WarningKind.ROW_LEFT_OUT, account="900", product=Product.HOLDINGS, row="5")
    assert [(each.kind, each.account) for each in report.warnings_about("900")] == [
        (WarningKind.BALANCE_MISSING, "900")
    ]


def test_transactions_left_out_are_found_by_their_account(report):
    for account, transaction in (("900", "5"), ("901", "6")):
        report.warn(
            WarningKind.TRANSACTION_LEFT_OUT, account=account, transaction=transaction, reason="odd."
        )
    report.warn(WarningKind.AMOUNT_MISSING, account="900", transaction="7")
    assert [each.transaction for each in report.transactions_left_out("900")] == ["5"]


def test_accounts_left_out_are_counted_once_each(report):
    for account in ("900", "900", None):
        report.warn(WarningKind.ACCOUNT_LEFT_OUT, account=account, reason="odd.")
    assert report.accounts_left_out == {"900", None}
    assert report.unread_accounts == ["900"]


def test_connection_that_left_an_account_out_is_not_in_sync(report):
    assert report.in_sync
    report.warn(WarningKind.ACCOUNT_LEFT_OUT, account="900", reason="odd.")
    assert not report.in_sync


def test_connection_of_which_a_product_could_not_be_read_is_not_in_sync(report):
    report.unavailable.add(Product.POCKETS)
    assert report.in_sync
    report.warn(WarningKind.PRODUCT_UNREAD, account=None, product=Product.HOLDINGS, reason="odd.")
    assert not report.in_sync
    assert report.unread_products == {Product.HOLDINGS}


@pytest.mark.parametrize("product", Product)
def test_warning_about_a_product_is_counted_with_it(report, product):
    report.warn(WarningKind.ROW_LEFT_OUT, account="900", product=product, row="5")
    assert {each for each in Product if report.tally.of(each).warnings} == {product}


@pytest.mark.parametrize(
    ("kind", "counted"),
    [
        (WarningKind.ACCOUNT_LEFT_OUT, "accounts"),
        (WarningKind.TYPE_UNKNOWN, "accounts"),
        (WarningKind.BALANCE_MISSING, "balances"),
        (WarningKind.BALANCE_IMPLAUSIBLE, "balances"),
        (WarningKind.TRANSACTION_LEFT_OUT, "transactions"),
        (WarningKind.AMOUNT_MISSING, "transactions"),
    ],
)
def test_warning_is_counted_where_it_belongs(report, kind, counted):
    report.warn(kind, account="900", transaction="5")
    assert {
        name: getattr(report.tally, name).warnings for name in ("accounts", "balances", "transactions")
    } == {"accounts": 0, "balances": 0, "transactions": 0} | {counted: 1}


@pytest.mark.django_db
def test_outcome_keeps_the_sentences(linked, checking):
    checking.balance = None
    sync()
    assert SyncOutcome.objects.get().warnings == [
        f"Account {checking.id} has no usable balance; the last good one is kept."
    ]
