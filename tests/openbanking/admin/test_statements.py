"""Statements in the admin: uploaded for a manual account, and taken back once that is confirmed."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from openbanking.models import StatementEntry, StatementImport
from tests import factories
from tests.openbanking.admin.test_actions import act, ask
from tests.openbanking.statements.files import CSV, csv_of, ofx_of, ofx_row, ofx_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(alices):
    return factories.make_manual_account(alices, name="Old account", kind="cash")


def page_of(account):
    return f"/admin/openbanking/manualaccount/{account.pk}/import-statement/"


def upload(client, account, data, **given):
    file = SimpleUploadedFile("export", data if isinstance(data, bytes) else data.encode())
    return client.post(page_of(account), {"file": file, **given}, follow=True)


def test_page_of_an_account_leads_to_the_upload(staff, account):
    page = staff.get(f"/admin/openbanking/manualaccount/{account.pk}/change/").content.decode()
    assert page_of(account) in page
    assert str(account.pk) in page
    assert "imported whole or not at all" in staff.get(page_of(account)).content.decode()


def test_statement_is_imported_on_record(staff, account):
    text = upload(staff, account, CSV).content.decode()
    assert "rows: 2 added, 0 known" in text
    assert account.entries.count() == 2
    assert str(StatementImport.objects.get().imported_by) == "root"
    assert "rows: 2 added" in LogEntry.objects.get().change_message


def test_form_says_what_a_csv_does_not(staff, account):
    data = csv_of("03/02/2026;-1,250", header="Wann;Wieviel")
    columns = "booked_on=Wann\r\namount=Wieviel\r\n"
    upload(staff, account, data, columns=columns, decimal_mark=",", date_format="%m/%d/%Y")
    assert str(account.entries.get().booked_on) == "2026-03-02"


@pytest.mark.parametrize(
    ("data", "given", "reason"),
    [
        ("PRIVATE", {}, "No line names a column"),
        (CSV, {"columns": "sum=Montant"}, "like amount=Montant"),
        (CSV, {"date_format": "%d"}, "names no day, month and year"),
        (ofx_of(ofx_statement(ofx_row(), currency="USD")), {}, "in USD, and the account in EUR"),
        ("", {}, "The submitted file is empty."),
    ],
)
def test_what_cannot_be_imported_is_said_on_the_form(staff, account, data, given, reason):
    assert reason in upload(staff, account, data, **given).content.decode()
    assert not StatementImport.objects.exists()


def test_file_too_large_is_not_read(staff, account, monkeypatch):
    monkeypatch.setattr("openbanking.admin.statement_upload.LARGEST", 10)
    assert "too large for a statement" in upload(staff, account, CSV).content.decode()


def test_upload_for_an_account_that_does_not_exist_is_a_404(staff, account):
    page = page_of(account)
    account.delete()
    assert staff.get(page).status_code == 404


@pytest.mark.parametrize(("permission", "status"), [("view", 403), ("change", 200)])
def test_upload_is_for_those_who_may_change_manual_accounts(client, alice, account, permission, status):
    alice.is_staff = True
    alice.save()
    alice.user_permissions.add(Permission.objects.get(codename=f"{permission}_manualaccount"))
    client.force_login(alice)
    assert client.get(page_of(account)).status_code == status


class TestTakingBack:
    @pytest.fixture
    def imported(self, staff, account):
        upload(staff, account, CSV)
        return StatementImport.objects.get()

    def test_it_is_asked_first(self, staff, imported):
        text = ask(staff, "statementimport", "take_back", imported).content.decode()
        assert "Take 1 statement import back?" in text
        assert "Alices" in text
        assert StatementEntry.objects.count() == 2

    def test_confirmed_it_removes_the_rows(self, staff, imported):
        text = act(staff, "statementimport", "take_back", imported).content.decode()
        assert "taken back, 2 rows removed." in text
        assert not StatementEntry.objects.exists()
