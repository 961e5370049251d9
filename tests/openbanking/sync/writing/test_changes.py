"""However much a sync finds, it writes each connection and its accounts once, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openbanking.models import Account, Connection, Discrepancy
from openbanking.powens import PowensClient
from openbanking.sandbox.world import model as powens
from openbanking.sandbox.world import mutations
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db

LOAN = powens.Loan(
    type="mortgage",
    total_amount=Decimal(200000),
    rate=Decimal("1.35"),
    duration=240,
    next_payment_amount=Decimal("951.47"),
    next_payment_date=date(2026, 4, 5),
    subscription_date=date(2020, 4, 5),
    maturity_date=date(2040, 4, 5),
    nb_payments_left=169,
    nb_payments_done=71,
)


def writes(table="openbanking_account"):
    """Sync, and return the statements that wrote a table."""
    with CaptureQueriesContext(database) as captured:
        sync()
    return [
        each["sql"]
        for each in captured
        if each["sql"].startswith((f'INSERT INTO "{table}"', f'UPDATE "{table}"'))
    ]


def stamps():
    return dict(Account.objects.values_list("external_id", "updated_at"))


def test_first_sync_inserts_all_accounts_in_one_statement(linked, bank, checking):
    checking.loan = LOAN
    list(bank.accounts.values())[1].id_parent = checking.id
    assert len(writes()) == 1
    assert Account.objects.count() == len(bank.accounts)
    assert Account.objects.filter(parent__external_id=str(checking.id)).exists()


def test_accounts_that_changed_in_every_way_are_updated_in_one_statement(
    linked, bank, checking, sandbox
):
    checking.loan = LOAN
    sync()
    savings = list(bank.accounts.values())[1]
    checking.name, checking.currency, savings.id_parent = "Renamed", None, checking.id
    checking.loan = replace(LOAN, rate=Decimal("1.40"))
    mutations.set_balance(sandbox.state, account=checking.id, to="1300.00")
    mutations.add_transaction(sandbox.state, account=savings.id, value="5.00")
    mutations.open_account(sandbox.state, connection=bank.id)
    assert len(writes()) == 1
    assert Account.objects.count() == 3
    assert Discrepancy.objects.filter(account__external_id=str(checking.id)).exists()


def test_quarantined_and_vanished_accounts_are_updated_in_one_statement(linked, bank, checking, sandbox):
    sync()
    mutations.set_balance(sandbox.state, account=checking.id, to="-1310.42")
    del bank.accounts[list(bank.accounts)[1]]
    assert len(writes()) == 1
    assert Account.objects.get(external_id=str(checking.id)).quarantined_since
    assert Account.objects.filter(vanished_at__isnull=False).count() == 1


def test_account_under_a_new_id_is_updated_in_one_statement(linked, bank, checking, sandbox):
    sync()
    ours = Account.objects.get(external_id=str(checking.id))
    mutations.recreate(sandbox.state, connection=bank.id, disabled=False, trace=True)
    (statement,) = writes()
    # PostgreSQL refuses a row that comes twice in one statement.
    assert statement.count(ours.pk.hex) + statement.count(str(ours.pk)) == 1


def test_second_sync_writes_no_account(linked, checking):
    checking.loan = LOAN
    sync()
    assert writes() == []


def test_connection_is_written_once_at_first_and_later(linked, checking, sandbox):
    assert len(writes("openbanking_connection")) == 1
    mutations.add_transaction(sandbox.state, account=checking.id, value="5.00")
    assert len(writes("openbanking_connection")) == 1


def test_only_what_changed_is_stamped(linked, bank, checking):
    sync()
    before = stamps()
    checking.name = "Renamed"
    sync()
    moved = {key for key, stamp in stamps().items() if stamp != before[key]}
    assert moved == {str(checking.id)}


def test_what_we_keep_for_ourselves_is_saved_and_stamps_nothing(linked, checking):
    sync()
    Account.objects.update(history_read_at=None, opening_balance=None)
    before = stamps()
    sync()
    assert stamps() == before
    assert not Account.objects.filter(history_read_at=None).exists()


def test_loan_with_other_terms_stamps_its_account(linked, checking):
    checking.loan = LOAN
    sync()
    before = stamps()
    checking.loan = replace(LOAN, rate=Decimal("1.40"))
    sync()
    assert stamps()[str(checking.id)] > before[str(checking.id)]


def test_new_discrepancy_stamps_its_account(linked, checking, sandbox):
    sync()
    before = stamps()
    checking.balance = Decimal("1311.42")  # nothing else says that it moved
    sync()
    assert Discrepancy.objects.get().amount == 1
    assert stamps()[str(checking.id)] > before[str(checking.id)]


def test_question_to_the_bank_meanwhile_is_not_forgotten(linked, monkeypatch):
    """The connection was read before the sync began to write; what others write meanwhile stays."""
    sync()
    asked, connections = timezone.now(), PowensClient.connections

    def meanwhile(client):
        Connection.objects.update(bank_asked_at=asked)
        return connections(client)

    monkeypatch.setattr(PowensClient, "connections", meanwhile)
    sync(full=True)
    assert Connection.objects.get().bank_asked_at == asked
