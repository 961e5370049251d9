"""CSV: columns by their names, days and amounts without a guess, and a line number for what is wrong."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from openbanking.statements import CsvOptions, UnreadableStatement, parsed_columns, read_statement
from openbanking.statements.formats.columns import NAMES, plain_name
from tests.amounts import WIDE
from tests.openbanking.statements.files import CSV, csv_of, told


def read(data, **options):
    return read_statement(data if isinstance(data, bytes) else data.encode(), CsvOptions(**options))


def test_rows_are_read_the_oldest_first():
    assert told(read(CSV).rows) == [
        ("2026-02-27", "1000", "VIREMENT DE BOB"),
        ("2026-03-02", "-42.17", "CARTE 01/03 LIBRAIRIE"),
    ]


def test_rows_of_a_day_keep_the_banks_order_whichever_way_it_lists_them():
    newest_first = csv_of("02/03/2026;THIRD;3", "01/03/2026;SECOND;2", "01/03/2026;FIRST;1")
    oldest_first = csv_of("01/03/2026;FIRST;1", "01/03/2026;SECOND;2", "02/03/2026;THIRD;3")
    assert told(read(newest_first).rows) == told(read(oldest_first).rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_are_read_in_the_encodings_there_are(encoding):
    (row,) = read(csv_of("02/03/2026;CAFÉ;-2,50").decode().encode(encoding)).rows
    assert row.wording == "CAFÉ"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_columns_are_set_apart_by_whichever_sign(delimiter):
    rows = csv_of("2026-03-02;SHOP;-2.50").decode().replace(";", delimiter)
    assert told(read(rows).rows) == [("2026-03-02", "-2.5", "SHOP")]


def test_lines_above_the_header_are_passed_over():
    assert len(read("Compte n° 42\n\n" + CSV).rows) == 2


def test_wording_over_two_lines_is_one_text():
    assert told(read(csv_of('2026-03-02;"CARD\nSHOP; LONDON";-2.5')).rows) == [
        ("2026-03-02", "-2.5", "CARD SHOP; LONDON")
    ]


def test_every_column_is_read():
    header = "Buchungstag;Valuta;Verwendungszweck;Empfänger;Referenz;Betrag;Währung"
    statement = read(csv_of("02.03.26;03.03.26;Miete;Bob;R1;-1.200,00;EUR", header=header))
    (row,) = statement.rows
    assert (row.booked_on, row.value_on) == (date(2026, 3, 2), date(2026, 3, 3))
    assert (row.amount, row.wording, row.counterparty) == (Decimal(-1200), "Miete", "Bob")
    assert (row.reference, statement.currency) == ("R1", "EUR")


@pytest.mark.parametrize(
    ("debit", "credit", "amount"),
    [("12,50", "", "-12.5"), ("-12,50", "", "-12.5"), ("", "12,50", "12.5"), ("0,00", "12,50", "12.5")],
)
def test_debit_takes_away_and_credit_adds(debit, credit, amount):
    rows = csv_of(f"2026-03-02;{debit};{credit}", header="Date;Débit;Crédit")
    assert read(rows).rows[0].amount == Decimal(amount)


@pytest.mark.parametrize("cells", [";", "1,00;2,00"])
def test_row_with_both_or_neither_is_refused(cells):
    with pytest.raises(UnreadableStatement, match="Line 2: it has no amount, or both"):
        read(csv_of(f"2026-03-02;{cells}", header="Date;Débit;Crédit"))


def test_amount_keeps_every_digit():
    assert read(csv_of(f"2026-03-02;SHOP;{WIDE}")).rows[0].amount == WIDE


def test_columns_of_other_names_are_named():
    rows = csv_of("2026-03-02;-2,50;X", header="Wann;Wieviel;Was")
    columns = parsed_columns(["booked_on = Wann", "amount=wieviel", " ", "wording=Was"])
    assert told(read(rows, columns=columns).rows) == [("2026-03-02", "-2.5", "X")]


@pytest.mark.parametrize("line", ["amount", "amount=", "sum=Montant"])
def test_column_named_wrongly_is_told_which_there_are(line):
    with pytest.raises(UnreadableStatement, match=r"like amount=Montant; there are booked_on, value_on"):
        parsed_columns([line])


def test_name_of_a_column_belongs_to_one_only():
    names = [name for names in NAMES.values() for name in names]
    assert len(names) == len(set(names))
    assert [plain_name(name) for name in names] == names


def test_preferred_column_is_taken_where_several_would_do():
    rows = csv_of("2026-03-01;2026-03-02;-1.5", header="Date;Date comptable;Montant")
    assert read(rows).rows[0].booked_on == date(2026, 3, 2)


def test_day_comes_before_its_month_unless_said_otherwise():
    rows = csv_of("03/02/2026;SHOP;-2,50")
    assert read(rows).rows[0].booked_on == date(2026, 2, 3)
    assert read(rows, date_format="%m/%d/%Y").rows[0].booked_on == date(2026, 3, 2)


@pytest.mark.parametrize("form", ["%d/%m", "%d", "d/m/Y", "%Q", "%d/%d/%Y", "%"])
def test_form_of_days_that_names_no_day_whole_is_refused(form):
    with pytest.raises(UnreadableStatement, match="names no day, month and year"):
        read(csv_of("03/02/2026;SHOP;-2,50"), date_format=form)


def test_decimal_mark_in_doubt_is_asked_for():
    rows = csv_of("2026-03-02;SHOP;-1,250")
    with pytest.raises(UnreadableStatement, match="point or a comma"):
        read(rows)
    assert read(rows, decimal_mark=",").rows[0].amount == Decimal("-1.25")
    assert read(rows, decimal_mark=".").rows[0].amount == Decimal(-1250)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "No line names a column"),
        (b"\x00\x01", "It is no text"),
        (csv_of("2026-03-02;SH\0P;1"), "It is no text"),
        (b"date;wording\n2026-03-02;SHOP\n", "No line names a column"),
        (csv_of(), "no rows"),
        (csv_of("PRIVATE;SHOP;1"), "^Line 2: a day is missing"),
        (csv_of("2026-03-02;SHOP;1", ";Total;1"), "^Line 3: a day is missing"),
        (csv_of("2026-03-02;SHOP;PRIVATE"), "^Line 2: an amount is no number"),
        (csv_of("2026-03-02;SHOP;"), "^Line 2: it has no amount"),
        (csv_of("2026-03-02;SHOP"), "^Line 2: it has no amount"),
        (csv_of('2026-03-02;"SHOP;1'), "quotes do not match"),
        (
            csv_of("2026-03-02;1;EUR", "2026-03-02;1;USD", header="date;amount;currency"),
            "several currencies",
        ),
    ],
)
def test_file_that_cannot_be_read_whole_is_refused_without_being_quoted(data, reason):
    with pytest.raises(UnreadableStatement, match=reason) as refusal:
        read(data)
    assert "PRIVATE" not in str(refusal.value)
    assert "SHOP" not in str(refusal.value)


def test_documented_names_are_those_that_are_known():
    page = Path(__file__).parents[4] / "docs/statements.md"
    documented = {
        column: tuple(map(plain_name, names.split(", ")))
        for column, names in re.findall(r"^\| `(\w+)` \| (.+) \|$", page.read_text(), re.MULTILINE)
    }
    assert documented == NAMES
