"""A backup has wordings as the database has them: encrypted, with the key that opens them."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from openbanking.backups import back_up, restore
from openbanking.fields.wording import MARK
from openbanking.models import Transaction
from tests import factories
from tests.databases import another_database
from tests.openbanking.fields.test_wording import kept

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(tmp_path, switch_wordings, account):
    """A backup of a service that encrypts wordings."""
    switch_wordings(True)
    factories.make_transaction(account, "-42.17", original_wording="SALARY", wording="Pay")
    written = tmp_path / "backup"
    back_up(written, now=factories.NOW)
    return written


def test_they_are_read_once_restored_and_nowhere_in_the_clear(file):
    with another_database():
        restore(file)
        row = Transaction.objects.get()
        assert (row.original_wording, row.wording) == ("SALARY", "Pay")
        assert all(each.startswith(MARK) for each in kept())
        call_command("check_plaintext")


def test_service_that_does_not_encrypt_them_is_told_what_to_do(file, switch_wordings, capsys):
    with another_database():
        switch_wordings(False)
        call_command("restore", str(file))
        assert "Now run encrypt_wordings" in capsys.readouterr().out
        call_command("encrypt_wordings")
        assert Transaction.objects.get().original_wording == "SALARY"
        assert not [each for each in kept() if each.startswith(MARK)]


def test_service_that_does_is_told_nothing(file, capsys):
    with another_database():
        call_command("restore", str(file))
        assert "encrypt_wordings" not in capsys.readouterr().out
