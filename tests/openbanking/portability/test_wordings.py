"""Encrypted wordings are taken along in the clear, encrypted again elsewhere, and erased for good."""

from __future__ import annotations

from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from openbanking.fields.wording import MARK
from openbanking.models import Transaction
from openbanking.portability.erasing import erase
from openbanking.portability.exporting import export
from openbanking.portability.importing import import_tenant
from openbanking.portability.people import People
from tests import factories
from tests.factories import NOW
from tests.openbanking.fields.test_wording import kept

pytestmark = pytest.mark.django_db

WORDED = "CARTE 12/02 Boulangerie"


@pytest.fixture
def encrypted(switch_wordings, alices):
    """A family that has everything, with its wordings encrypted."""
    switch_wordings(True)
    call_command("encrypt_wordings")
    assert all(each.startswith(MARK) for each in kept())
    return alices


@pytest.fixture
def elsewhere(encrypted, tmp_path):
    """Its file, in a service that has not got it."""
    file = tmp_path / "alices.zip"
    export(encrypted, file, now=NOW)
    erase(encrypted, people=People.DELETE)
    return file


def wordings(tenant):
    rows = Transaction.objects.filter(account__tenant=tenant).order_by("pk")
    return list(rows.values_list("wording", flat=True))


def test_file_has_them_in_the_clear(elsewhere):
    with ZipFile(elsewhere) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
    assert WORDED in text
    assert MARK not in text


@pytest.mark.parametrize("is_on", [True, False], ids=["encrypted there too", "in the clear there"])
def test_they_are_the_same_elsewhere_in_the_form_of_that_service(elsewhere, switch_wordings, is_on):
    switch_wordings(is_on)
    tenant, _ = import_tenant(elsewhere)
    assert WORDED in wordings(tenant)
    found = kept()
    assert found
    assert all(each.startswith(MARK) is is_on for each in found)
    call_command("check_plaintext")


def test_importing_does_not_ask_for_the_family_of_each_row(
    encrypted, tmp_path, django_assert_max_num_queries
):
    account, file = encrypted.accounts.get(), tmp_path / "alices.zip"
    for _ in range(300):
        factories.make_transaction(account, "-1", wording=WORDED)
    export(encrypted, file, now=NOW)
    erase(encrypted, people=People.DELETE)
    with django_assert_max_num_queries(300):
        import_tenant(file)


def test_what_nobody_could_read_is_not_exported(encrypted, switch_wordings, tmp_path):
    switch_wordings(False)
    file = tmp_path / "alices.zip"
    with pytest.raises(CommandError, match="run encrypt_wordings"):
        call_command("export_tenant", "alices", "--into", str(file))
    assert not file.exists()
    call_command("encrypt_wordings")
    call_command("export_tenant", "alices", "--into", str(file))


def test_what_only_looks_encrypted_is_exported(alices, tmp_path):
    factories.make_transaction(alices.accounts.get(), "-1", wording=f"{MARK}AAAA")
    export(alices, tmp_path / "alices.zip", now=NOW)


def test_erased_family_leaves_nothing_encrypted_or_not(encrypted, mentions):
    assert mentions(WORDED)
    erase(encrypted, people=People.DELETE)
    assert kept() == []
    assert mentions(WORDED) == set()
