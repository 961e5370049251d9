"""Tables for spreadsheets: exact, streamed, and harmless when opened."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from openbanking.files.spreadsheets import FORMULA, csv_lines, defused, write_xlsx


def read_csv(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def sheet_of(header, rows):
    file = io.BytesIO()
    write_xlsx(file, "Sheet", header, rows)
    return load_workbook(file).active


@pytest.mark.parametrize(
    "text", ["=1+1", "+33 1", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＠x"]
)
def test_text_that_would_be_a_formula_is_defused(text):
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "CARD SHOP", "a=b", "5 - 3", "'quoted"])
def test_other_text_stays_as_it_is(text):
    assert defused(text) == text


@given(st.text())
def test_no_text_begins_as_a_formula_once_it_is_defused(text):
    assert not defused(text).lstrip(" ").startswith(FORMULA)


def test_amount_of_csv_keeps_its_sign_and_every_digit():
    lines = "".join(csv_lines(["Amount"], [[Decimal("-12345678901234567890.123456789012345678")]]))
    assert read_csv(lines) == [["Amount"], ["-12345678901234567890.123456789012345678"]]


def test_csv_is_read_back_whatever_is_in_a_text():
    text = 'He said "no",\nthen; left\N{EURO SIGN}'
    assert read_csv("".join(csv_lines(["A", "B"], [[text, None]])))[1] == [text, ""]


@pytest.mark.parametrize(
    "text", ["x;=1+1", "x; +1", 'x;"=1', "x\n=cmd|' /C calc'!A0", "x\r\n=1", "x\t@SUM(A1)", "x;＝1"]
)
def test_no_formula_begins_where_others_take_a_cell_to_begin(text):
    (line,) = list(csv_lines(["A"], [[text]]))[2:]
    cells = re.split(r"[;\t\r\n]", line.removesuffix("\r\n"))
    assert not [each for each in cells if each.lstrip(' "').startswith(FORMULA)]


@pytest.mark.parametrize("text", ["a;b", "a; 5 - 3", "two\nlines", "a;'=1"])
def test_separators_that_no_formula_follows_stay_alone(text):
    assert read_csv("".join(csv_lines(["A"], [[text]])))[1] == [text]


def test_csv_is_made_as_it_is_read():
    def rows():
        yield ["first"]
        raise AssertionError("the second row was asked for too early")

    lines = csv_lines(["A"], rows())
    assert [next(lines) for _ in range(3)] == ["\ufeff", "A\r\n", "first\r\n"]


def test_cells_of_xlsx_are_numbers_days_and_text():
    sheet = sheet_of(["Day", "Amount", "Text"], [[date(2026, 1, 2), Decimal("-12.30"), "=1+1"]])
    day, amount, text = sheet[2]
    assert (day.value.date(), amount.value, text.value) == (date(2026, 1, 2), -12.3, "'=1+1")
    assert (amount.data_type, text.data_type) == ("n", "s")


def test_amount_that_xlsx_cannot_keep_is_text():
    sheet = sheet_of(["Amount"], [[Decimal("1234567890123456.78")]])
    assert sheet["A2"].value == "1234567890123456.78"


def test_character_that_xlsx_forbids_is_left_out():
    assert sheet_of(["Text"], [["SHOP\x0bPARIS"]])["A2"].value == "SHOPPARIS"
