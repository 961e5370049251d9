"""A statement as it was read, whatever its format; nothing of it is in a repr or an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from openbanking.models import StatementImport

Format = StatementImport.Format

# Ten years of a busy account take some twenty million bytes.
LARGEST = 32 * 1024 * 1024


class UnreadableStatement(ValueError):
    """It cannot be read, or not without guessing; the message says where and quotes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Row:
    """One booked row: signed, in the account's currency, money out below zero."""

    booked_on: date
    amount: Decimal
    wording: str = ""
    counterparty: str = ""
    value_on: date | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ClosingBalance:
    """What was on the account at the end of a day."""

    day: date
    amount: Decimal = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The rows of one account, the oldest day first."""

    format: Format
    # Empty where the file does not say.
    currency: str
    rows: Sequence[Row] = field(repr=False)
    closings: Sequence[ClosingBalance] = ()
    # Rows that the bank has not booked yet, and that are left out.
    pending: int = 0

    @property
    def days(self) -> tuple[date, date]:
        """Return the first and the last day it is about."""
        days = [*(row.booked_on for row in self.rows), *(each.day for each in self.closings)]
        return min(days), max(days)


def ordered(rows: Sequence[Row]) -> list[Row]:
    """Return rows with the oldest day first; those of a day stay as the bank has them, oldest first."""
    newest_first = bool(rows) and rows[0].booked_on > rows[-1].booked_on
    return sorted(reversed(rows) if newest_first else rows, key=lambda row: row.booked_on)
