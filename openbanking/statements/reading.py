"""Read a statement in whichever of the formats it is in."""

from __future__ import annotations

from openbanking.statements.formats.camt import read_camt
from openbanking.statements.formats.csv import CsvOptions, read_csv
from openbanking.statements.formats.ofx import BEGINNING, read_ofx
from openbanking.statements.statement import LARGEST, Statement, UnreadableStatement


def read_statement(data: bytes, options: CsvOptions | None = None) -> Statement:
    """Return the statement in a file, by how it begins; raises UnreadableStatement."""
    if len(data) > LARGEST:
        raise UnreadableStatement("It is too large for a statement.")
    head = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if BEGINNING.search(head):
        statement = read_ofx(data)
    elif head.startswith((b"<", "\ufeff<".encode("utf-16-le"), "\ufeff<".encode("utf-16-be"))):
        statement = read_camt(data)
    else:
        statement = read_csv(data, options or CsvOptions())
    if not statement.rows and not statement.closings:
        raise UnreadableStatement("There are no booked rows in it.")
    return statement
