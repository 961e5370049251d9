"""Warnings: each has one sentence, and is found by what it is about."""

from __future__ import annotations

import pytest

from openbanking.health.states import HEALTHY
from openbanking.models import SyncOutcome
from openbanking.sync import ConnectionReport, SyncWarning, WarningKind
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
    ],
)
def test_warning_reads_as_one_sentence(warning, sentence):
    assert str(warning) == sentence


def test_every_kind_has_a_sentence():
    assert all(str(SyncWarning(kind=kind, account="1")) for kind in WarningKind)


def test_warnings_about_an_account_are_neither_anothers_nor_its_transactions(report):
    report.warn(WarningKind.BALANCE_MISSING, account="900")
    report.warn(WarningKind.BALANCE_MISSING, account="9001")
    report.warn(WarningKind.AMOUNT_MISSING, account="900", transaction="5")
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
