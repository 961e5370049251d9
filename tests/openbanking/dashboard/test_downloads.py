"""What is filtered, as a table for an accountant."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from openbanking.models import AuditEntry
from tests import factories

CSV, XLSX = (f"/families/alices/transactions.{form}" for form in ("csv", "xlsx"))


def rows_of(answer):
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_has_everything_that_matches_however_many_pages_it_is(member, account):
    for number in range(501):
        factories.make_transaction(account, f"-{number}.01", simplified_wording=f"Coffee {number}")
    factories.make_transaction(account, "-1", simplified_wording="Cinema")
    assert len(rows_of(member.get(CSV, {"text": "coffee"}))) == 501


def test_row_says_when_where_what_and_how_much(member, connection):
    account = factories.make_account(connection, name="Everyday", currency="CHF")
    factories.make_transaction(
        account,
        "-12345678901234567890.123456789012345678",
        simplified_wording="Garage",
        counterparty_name="Garage & Sons",
        category="car_repair",
        note="For the tax office",
        status="pending",
        booked_on=None,
    )
    (row,) = rows_of(member.get(CSV))
    assert row == {
        "Date": factories.NOW.date().isoformat(),
        "Booked on": "",
        "Bank": "Banque du Test",
        "Account": "Everyday",
        "Wording": "Garage",
        "Bank's wording": "CARD 02/03 SHOP",
        "Other side": "Garage & Sons",
        "Category": "car repair",
        "Note": "For the tax office",
        "Amount": "-12345678901234567890.123456789012345678",
        "Currency": "CHF",
        "State": "Pending",
    }


def test_wording_that_would_be_a_formula_is_harmless(member, account):
    factories.make_transaction(account, "-1", simplified_wording='=HYPERLINK("http://evil")')
    (row,) = rows_of(member.get(CSV))
    assert row["Wording"].startswith("'=")


def test_xlsx_has_days_and_amounts_that_can_be_computed_with(member, account):
    factories.make_transaction(account, "-12.30", simplified_wording="Garage")
    answer = member.get(XLSX)
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    header, row = ([cell.value for cell in each] for each in sheet)
    found = dict(zip(header, row, strict=True))
    assert (found["Date"].date(), found["Amount"], found["Wording"]) == (
        factories.NOW.date(),
        -12.3,
        "Garage",
    )


def test_file_is_named_by_family_and_days_and_never_by_what_was_searched_for(member, account):
    answer = member.get(CSV, {"text": "secret", "since": "2026-01-01", "until": "2026-03-31"})
    assert 'filename="transactions-alices-2026-01-01-2026-03-31.csv"' in answer["Content-Disposition"]


def test_rows_of_another_family_are_in_no_file(member, bobs, bob):
    theirs = factories.make_account(factories.make_connection(factories.make_powens_user(bobs, bob)))
    factories.make_transaction(theirs, "-1")
    assert rows_of(member.get(CSV)) == []
    assert member.get(CSV.replace("alices", "bobs")).status_code == 404


def test_filters_that_do_not_fit_make_no_file(member, account):
    assert member.get(CSV, {"since": "yesterday"}).status_code == 404


def test_download_is_on_record(member, account, alice, batch):
    list(member.get(CSV).streaming_content)
    batch.flush()
    entry = AuditEntry.objects.get(operation="openbanking.transactions.search")
    assert (entry.user, entry.channel, entry.account) == (alice, "page", "")


def test_download_of_one_account_is_on_record_as_a_read_of_it(member, account, batch):
    list(member.get(CSV, {"account": account.pk}).streaming_content)
    batch.flush()
    entry = AuditEntry.objects.get(operation="openbanking.transactions.search")
    assert entry.account == str(account.pk)


def test_file_is_read_from_the_database_while_it_is_sent(member, account):
    today = date.fromisoformat(factories.NOW.date().isoformat())
    for number in range(501):
        factories.make_transaction(
            account, "-1", date=factories.NOW - timedelta(minutes=number), external_id=f"n{number}"
        )
    lines = iter(member.get(CSV, {"until": today}).streaming_content)
    next(lines)
    with CaptureQueriesContext(database) as early:
        next(lines)
    with CaptureQueriesContext(database) as late:
        list(lines)
    assert len(early) == 0
    assert len(late) > 0
