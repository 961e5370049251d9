"""Wordings under the key of their family: read and written as ever, and in the database by nobody."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection as database

from openbanking.fields.wording import MARK
from openbanking.models import Transaction
from openbanking.sync import Scope, run_sync
from tests import factories

LIST, SEARCH = "openbanking.transactions.list", "openbanking.transactions.search"


def kept():
    """Return all wordings as the database has them, and what transactions are found by."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT original_wording, simplified_wording, wording, comment, counterparty_name, "
            "counterparty_account, note, words, own_words FROM openbanking_transaction"
        )
        return [each for row in cursor.fetchall() for each in row if each]


def texts():
    return sorted(each.original_wording for each in Transaction.objects.all())


@pytest.fixture
def plain(linked, switch_wordings):
    """A family's transactions as they are read in the clear."""
    run_sync(Scope())
    return texts()


class TestSwitchedOn:
    @pytest.fixture
    def synced(self, plain, switch_wordings):
        Transaction.objects.all().delete()
        switch_wordings(True)
        run_sync(Scope(full=True))
        return plain

    def test_database_holds_none_in_the_clear(self, synced):
        assert kept()
        assert all(each.startswith(MARK) for each in kept())

    def test_rows_are_read_as_ever(self, synced):
        assert texts() == synced
        found = Transaction.objects.values_list("original_wording", flat=True)
        assert sorted(found) == synced

    def test_answers_are_as_ever(self, synced, as_alice):
        account = Transaction.objects.values_list("account", flat=True)[0]
        listed = as_alice.get(LIST, accountId=account).json()["transactions"]
        assert listed
        assert {each["description"] for each in listed} <= set(synced)

    def test_second_sync_changes_nothing(self, synced):
        report = run_sync(Scope(full=True))
        assert (report.totals.transactions.changed, report.totals.transactions.added) == (0, 0)

    def test_nothing_is_found_by_words(self, synced, as_alice):
        assert as_alice.get(SEARCH, text=synced[0][:6]).json()["transactions"] == []

    def test_note_is_encrypted_too(self, synced):
        row = Transaction.objects.all()[0]
        row.note = "PRIVATE"
        row.save_corrections(now=factories.NOW)
        assert row.note == Transaction.objects.get(pk=row.pk).note == "PRIVATE"
        assert all(each.startswith(MARK) for each in kept())

    def test_new_data_key_changes_nothing_for_a_sync(self, synced, alices):
        before = kept()
        call_command("rotate_keys", "--data-keys")
        assert not set(before) & set(kept())
        assert texts() == synced
        assert run_sync(Scope(full=True)).totals.transactions.changed == 0

    def test_check_finds_nothing(self, synced):
        call_command("check_plaintext")

    def test_equal_texts_of_two_families_are_not_seen_to_be_equal(self, synced, alices, bobs):
        field = Transaction._meta.get_field("wording")
        assert field.sealed("SALARY", alices.pk) != field.sealed("SALARY", bobs.pk)
        assert field.sealed("SALARY", alices.pk) == field.sealed("SALARY", alices.pk)

    def test_what_only_looks_encrypted_is_shown_as_it_is(self, synced, account):
        made = factories.make_transaction(account, "-1", original_wording=f"{MARK}AAAA")
        assert Transaction.objects.get(pk=made.pk).original_wording == f"{MARK}AAAA"


class TestSwitchedLater:
    @pytest.fixture
    def encrypted(self, plain, switch_wordings):
        switch_wordings(True)
        call_command("encrypt_wordings")
        return plain

    def test_what_is_there_is_read_before_it_is_encrypted(self, plain, switch_wordings):
        switch_wordings(True)
        assert texts() == plain
        with pytest.raises(CommandError):
            call_command("check_plaintext")

    def test_what_is_there_is_encrypted(self, encrypted):
        assert all(each.startswith(MARK) for each in kept())
        assert texts() == encrypted

    def test_sync_has_nothing_to_change(self, encrypted):
        assert run_sync(Scope(full=True)).totals.transactions.changed == 0

    def test_done_again_it_does_nothing(self, encrypted, capsys):
        call_command("encrypt_wordings")
        assert capsys.readouterr().out.startswith("0 rows")

    def test_it_is_found_by_words_again_when_it_is_switched_off(
        self, encrypted, switch_wordings, as_alice
    ):
        switch_wordings(False)
        with pytest.raises(CommandError):
            call_command("check_plaintext")
        call_command("encrypt_wordings")
        assert texts() == encrypted
        assert not [each for each in kept() if each.startswith(MARK)]
        assert as_alice.get(SEARCH, text=encrypted[0][:6]).json()["transactions"]
