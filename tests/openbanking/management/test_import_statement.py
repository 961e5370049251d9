"""import_statement as an operator types it."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from openbanking.models import StatementEntry, StatementImport
from tests import factories
from tests.openbanking.statements.files import CSV, csv_of, ofx_of, ofx_row, ofx_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(alices):
    return factories.make_manual_account(alices, name="Old account", kind="cash")


@pytest.fixture
def run(account, tmp_path, capsys):
    """Import a file for the account and return what is printed."""

    def run(data, *options):
        file = tmp_path / "export"
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        call_command("import_statement", str(account.pk), str(file), *options)
        return capsys.readouterr().out

    return run


def test_statement_is_imported_and_summed_up(run, account):
    assert run(CSV) == (
        "CSV, rows: 2 added, 0 known, 0 repeated, 0 pending and left out; valuations: 0 added\n"
    )
    assert account.entries.count() == 2
    assert StatementImport.objects.get().imported_by is None


def test_format_is_found_by_itself(run):
    assert run(ofx_of(ofx_statement(ofx_row()))).startswith("OFX, rows: 1 added")


def test_dry_run_keeps_nothing(run):
    assert "2 added" in run(CSV, "--dry-run")
    assert not StatementEntry.objects.exists()


def test_options_say_what_a_csv_does_not(run, account):
    data = csv_of("03/02/2026;-1,250", header="Wann;Wieviel")
    columns = "--column", "booked_on=Wann", "--column", "amount=Wieviel"
    run(data, *columns, "--decimal-mark", ",", "--date-format", "%m/%d/%Y")
    entry = account.entries.get()
    assert (str(entry.booked_on), str(entry.amount)) == ("2026-03-02", "-1.25")


@pytest.mark.parametrize(
    ("data", "options", "reason"),
    [
        ("PRIVATE", [], "No line names a column"),
        (csv_of("2026-03-02;SHOP;many"), [], "Line 2: an amount is no number"),
        (CSV, ["--column", "sum=Montant"], "like amount=Montant"),
        (ofx_of(ofx_statement(ofx_row(), currency="USD")), [], "in USD, and the account in EUR"),
    ],
)
def test_what_cannot_be_imported_is_said_in_a_sentence(run, data, options, reason):
    with pytest.raises(CommandError, match=f"Nothing was imported. .*{reason}"):
        run(data, *options)
    assert not StatementImport.objects.exists()


@pytest.mark.parametrize("account_id", ["House", "01a21627-9549-73e6-ad26-27ae513914c3"])
def test_account_that_does_not_exist_is_named(db, account_id):
    with pytest.raises(CommandError, match="no such manual account") as refusal:
        call_command("import_statement", account_id, "export.csv")
    assert refusal.value.returncode == 2


def test_file_that_is_not_there_is_named(account):
    with pytest.raises(CommandError, match=r"nowhere.csv: No such file") as refusal:
        call_command("import_statement", str(account.pk), "nowhere.csv")
    assert refusal.value.returncode == 2
