"""Tables for spreadsheets, as CSV and as XLSX, made row by row and harmless when they are opened.

A text that a spreadsheet would take for a formula is data here: it comes from banks and from people.
https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

Cell = str | int | Decimal | date | None
# By which a spreadsheet tells a formula, in the wide forms of East Asian keyboards too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What a cell of CSV begins behind for readers with other separators, as spreadsheets of many countries
# have, and for whom a quotation mark within a line is none.
BEGINNING = re.compile(r'([;\t\r\n][ "]*)(?=[-=+@＝＋－＠])')
# A cell of XLSX is read as a binary number, which keeps no more of them.
EXACT_DIGITS = 15
BYTE_ORDER_MARK = "\ufeff"  # without it Excel does not read CSV as UTF-8


class _Echo:
    """A file for a CSV writer that gives each line back."""

    def write(self, line: str) -> str:
        return line


def defused(text: str) -> str:
    """Return a text as it can be put into a cell: one that would be a formula behind an apostrophe."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield a table as CSV (RFC 4180), line by line, after a byte order mark.

    Amounts have all their digits and a point, days are written as ISO 8601 has them. In a text an
    apostrophe stands wherever a formula might begin, also for who takes a semicolon for a separator.
    """
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    yield writer.writerow(map(_as_text, header))
    for row in rows:
        yield writer.writerow(map(_as_text, row))


def write_xlsx(
    file: IO[bytes], title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    """Write a table as XLSX with one sheet; never more than a row of it is in memory.

    An amount with more digits than a spreadsheet keeps is written as text.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    head = [WriteOnlyCell(sheet, value=_typed(each)) for each in header]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in rows:
        sheet.append([_typed(each) for each in row])
    book.save(file)


def _as_text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell)
    return defused(BEGINNING.sub(r"\1'", cell or ""))


def _typed(cell: Cell) -> Cell:
    if isinstance(cell, Decimal):
        return cell if len(cell.as_tuple().digits) <= EXACT_DIGITS else f"{cell:f}"
    if isinstance(cell, str):
        return defused(ILLEGAL_CHARACTERS_RE.sub("", cell))
    return cell
