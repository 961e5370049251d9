"""Statements that staff import: read from files of banks, kept once, joined to what connectors bring."""

from __future__ import annotations

from openbanking.statements.formats.columns import parsed as parsed_columns
from openbanking.statements.formats.csv import CsvOptions
from openbanking.statements.history import Movement, connector_begins, joined_history
from openbanking.statements.importing import Imported, StatementRefused, import_statement, take_back
from openbanking.statements.reading import read_statement
from openbanking.statements.statement import LARGEST, Statement, UnreadableStatement

__all__ = [
    "LARGEST",
    "CsvOptions",
    "Imported",
    "Movement",
    "Statement",
    "StatementRefused",
    "UnreadableStatement",
    "connector_begins",
    "import_statement",
    "joined_history",
    "parsed_columns",
    "read_statement",
    "take_back",
]
