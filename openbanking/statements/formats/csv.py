"""CSV, as every bank has its own: columns by their names, and marks and days that leave no doubt."""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from openbanking.statements.formats.columns import Columns, columns_of
from openbanking.statements.formats.numbers import (
    Ambiguous,
    NotANumber,
    amount_of,
    bare,
    decimal_mark,
)
from openbanking.statements.statement import Format, Row, Statement, UnreadableStatement, ordered

DELIMITERS = ";,\t|"
# Where a day is written with slashes, points or dashes, it comes before its month.
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m.%y", "%Y%m%d")
AMOUNTS = ("amount", "debit", "credit")


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvOptions:
    """What a file does not say by itself."""

    columns: Mapping[str, str] = field(default_factory=dict)
    decimal_mark: str = ""
    date_format: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class _Line:
    """The cells of a line by column, and its number in the file."""

    number: int
    cells: dict[str, str]

    def fault(self, what: str) -> UnreadableStatement:
        return UnreadableStatement(f"Line {self.number}: {what}.")


def read_csv(data: bytes, options: CsvOptions) -> Statement:
    """Return the statement in a CSV file; raises UnreadableStatement."""
    _check_date_format(options.date_format)
    lines = _lines(_text(data), options)
    bare_amounts = [bare(line.cells.get(name, "")) for line in lines for name in AMOUNTS]
    try:
        mark = options.decimal_mark or decimal_mark(bare_amounts)
    except Ambiguous:
        raise UnreadableStatement(
            "Nothing says whether a point or a comma is the decimal mark: name it."
        ) from None
    rows = [_row(line, mark, options.date_format) for line in lines]
    return Statement(format=Format.CSV, currency=_currency(lines), rows=ordered(rows))


def _check_date_format(form: str) -> None:
    """Refuse a form of days that does not name a day whole: without a year it would be 1900."""
    example = date(2026, 3, 12)
    try:
        whole = not form or datetime.strptime(example.strftime(form), form).date() == example  # noqa: DTZ007
    except (ValueError, re.error):
        whole = False
    if not whole:
        raise UnreadableStatement("The form of days names no day, month and year: %d/%m/%Y does.")


def _text(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        # What older programs write; each of its bytes but five is a letter or a sign.
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise UnreadableStatement("It is no text.")
    return text


def _lines(text: str, options: CsvOptions) -> list[_Line]:
    """Return the lines beneath the header, which may have others above it."""
    for delimiter in DELIMITERS:
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        columns = None
        try:
            while columns is None:
                columns = columns_of(next(reader), options.columns)
        except (StopIteration, csv.Error):
            continue
        try:
            lines = [
                _Line(reader.line_num, _by_column(cells, columns))
                for cells in reader
                if any(map(str.strip, cells))
            ]
        except csv.Error:
            raise UnreadableStatement(f"Line {reader.line_num}: its quotes do not match.") from None
        if not lines:
            raise UnreadableStatement("There are no rows in it.")
        return lines
    raise UnreadableStatement(
        "No line names a column for the day and one for the amount, or for debit and credit. "
        "Say which columns they are."
    )


def _by_column(cells: Sequence[str], columns: Columns) -> dict[str, str]:
    return {name: cells[place].strip() for name, place in columns.items() if place < len(cells)}


def _row(line: _Line, mark: str, date_format: str) -> Row:
    value_on = line.cells.get("value_on", "")
    return Row(
        booked_on=_day(line, line.cells.get("booked_on", ""), date_format),
        value_on=_day(line, value_on, date_format) if value_on else None,
        amount=_amount(line, mark),
        wording=" ".join(line.cells.get("wording", "").split()),
        counterparty=" ".join(line.cells.get("counterparty", "").split()),
        reference=line.cells.get("reference", ""),
    )


def _day(line: _Line, text: str, date_format: str) -> date:
    for form in (date_format,) if date_format else DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    raise line.fault("a day is missing, or in a form that is not known")


def _amount(line: _Line, mark: str) -> Decimal:
    """Return the signed amount; a debit takes away and a credit adds, whatever its sign."""
    given = {name: bare(line.cells[name]) for name in AMOUNTS if bare(line.cells.get(name, ""))}
    try:
        amounts = {name: amount_of(text, mark) for name, text in given.items()}
    except NotANumber:
        raise line.fault("an amount is no number, or longer than one that is kept") from None
    if "amount" in amounts:
        return amounts["amount"]
    # Some banks write a zero in the column that does not apply.
    moved = {name: amount for name, amount in amounts.items() if amount} or amounts
    match moved:
        case {"debit": debit, **others} if not others:
            return debit.copy_abs().copy_negate()
        case {"credit": credit, **others} if not others:
            return credit.copy_abs()
    raise line.fault("it has no amount, or both a debit and a credit")


def _currency(lines: Sequence[_Line]) -> str:
    found = {line.cells.get("currency", "").upper() for line in lines} - {""}
    if len(found) > 1:
        raise UnreadableStatement("Its rows are in several currencies; an account has one.")
    return found.pop() if found else ""
