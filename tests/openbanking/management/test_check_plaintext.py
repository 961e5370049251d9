"""What is left in the clear is found and named, and not quoted."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from contracts.models import RememberedAnswer
from openbanking.models import Account, TenantKey
from tests import factories

IBAN = "FR7630006000011234567890189"
GROUPED = "FR76 3000 6000 0112 3456 7890 189"


@pytest.fixture
def kept(connection):
    account = factories.make_account(connection, iban=IBAN, number="30006")
    factories.make_owner(account, "Alice Martin")
    return account


@pytest.fixture
def found(capsys):
    """Return what the command says, and whether it fails."""

    def found():
        try:
            call_command("check_plaintext")
            failed = False
        except CommandError as refusal:
            failed = refusal.returncode == 1
        return capsys.readouterr().out, failed

    return found


def test_nothing_is_found_where_everything_is_encrypted(kept, found):
    assert found() == ("Nothing is in the clear that should be encrypted.\n", False)


@pytest.mark.parametrize("column", ["iban", "number"])
def test_column_that_was_never_encrypted_is_named(kept, found, column):
    Account.objects.update(**{column: IBAN.encode()})
    said, failed = found()
    assert f"openbanking.Account.{column}: 1 rows were never encrypted." in said
    assert failed
    assert IBAN not in said


def test_what_no_key_opens_is_named(kept, found):
    TenantKey.objects.all().delete()
    said, failed = found()
    assert "openbanking.Account.iban: 1 rows are under a key that is gone." in said
    assert failed


@pytest.mark.parametrize("name", [IBAN, f"Account {IBAN}", f"Account {GROUPED} of hers", f"{IBAN} AND"])
def test_iban_elsewhere_is_named(kept, found, name):
    Account.objects.update(name=name)
    said, failed = found()
    assert "openbanking.Account.name: 1 rows hold IBANs." in said
    assert failed


@pytest.mark.parametrize(
    "name", ["FR7630006000011234567890188", "REF12345678901234567890", "Current account", ""]
)
def test_what_is_no_iban_is_not_taken_for_one(kept, found, name):
    Account.objects.update(name=name)
    assert found() == ("Nothing is in the clear that should be encrypted.\n", False)


def test_iban_in_json_is_named(kept, found):
    Account.objects.update(former_external_ids=[IBAN])
    assert "openbanking.Account.former_external_ids: 1 rows hold IBANs." in found()[0]


def test_ibans_of_wordings_are_told_and_are_no_fault(kept, found):
    factories.make_transaction(kept, "-42.17", counterparty_account=IBAN)
    said, failed = found()
    assert "openbanking.Transaction.counterparty_account: 1 rows hold IBANs, as banks write" in said
    assert not failed


def test_remembered_answer_in_the_clear_is_named(db, found):
    for key, answer in (("one", '{"a": 1}'), ("two", "tenant:abc"), ("three", "")):
        RememberedAnswer.objects.create(
            caller="a", operation="b", key=key, answer=answer, started_at=factories.NOW
        )
    said, failed = found()
    assert "contracts.RememberedAnswer.answer: 1 rows were never encrypted." in said
    assert failed
