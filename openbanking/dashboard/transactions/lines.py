"""Transactions as a page shows them: by day, each in the words that say most about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from itertools import groupby
from urllib.parse import urlencode
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from openbanking.dashboard.currencies import shown_currency
from openbanking.models import Transaction
from openbanking.operations.transactions.record import BankTransaction, TransactionMetadata


@dataclass(frozen=True, slots=True)
class Fact:
    """Something else that is known of a transaction: a text, a day or an amount."""

    name: Promise
    text: str = ""
    day: date | None = None
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionLine:
    """One transaction; the wordings are the bank's, and never translated."""

    id: UUID
    day: date
    amount: Decimal
    currency: str
    title: str
    counterparty: str
    account_id: UUID
    account_name: str
    status: str
    category: str
    category_code: str
    is_category_corrected: bool
    note: str
    facts: list[Fact]

    @property
    def is_pending(self) -> bool:
        return self.status == Transaction.Status.PENDING

    @property
    def is_cancelled(self) -> bool:
        return self.status == Transaction.Status.CANCELLED

    @property
    def category_query(self) -> str:
        """Return the filters that find what is in the same category."""
        return urlencode({"category": self.category_code})

    @property
    def similar_query(self) -> str:
        """Return the filters that find what was paid to the same side or, unnamed, is worded alike."""
        return urlencode({"text": self.counterparty or self.title})


@dataclass(frozen=True, slots=True)
class Day:
    """The transactions of a day, newest first; `goes_on` is true where the page before began it."""

    day: date
    lines: list[TransactionLine]
    goes_on: bool


def days_of(lines: Iterable[TransactionLine], *, begun: str = "") -> list[Day]:
    """Group transactions, newest first, by their days; `begun` is the last day of the page before."""
    return [
        Day(day, list(found), day.isoformat() == begun)
        for day, found in groupby(lines, key=lambda line: line.day)
    ]


def line_of(record: BankTransaction, account_names: Mapping[UUID, str]) -> TransactionLine:
    """Return a transaction from its record; days are those in UTC, by which it is searched."""
    category = category_of(record)
    return TransactionLine(
        id=record.id,
        day=record.date.astimezone(UTC).date(),
        amount=record.amount,
        currency=shown_currency(record),
        title=title_of(record),
        counterparty=record.counterparty_name or "",
        account_id=record.account_id,
        account_name=account_names.get(record.account_id, ""),
        status=record.status,
        category=category_words(category),
        category_code=category,
        is_category_corrected=bool(record.metadata.category_corrected),
        note=record.metadata.note or "",
        facts=list(_facts(record, record.metadata)),
    )


def title_of(record: BankTransaction) -> str:
    """Return the wording people know a transaction by: the edited one, the readable one, the bank's."""
    more = record.metadata
    wording = more.edited_wording or more.simplified_wording or record.description
    return wording or record.counterparty_name or _words(record.transaction_type)


def category_of(record: BankTransaction) -> str:
    """Return the category by which it is found: the one given by hand, else Powens' most exact one."""
    corrected = record.standardized_category if record.metadata.category_corrected else None
    return corrected or record.raw_category or record.standardized_category or ""


def category_words(code: str) -> str:
    """Return a category of Powens, which is a code, as words; one that somebody gave as it is."""
    return _words(code)


def _facts(record: BankTransaction, more: TransactionMetadata) -> Iterator[Fact]:
    for name, text in (
        (gettext_lazy("Bank's wording"), record.description),
        (gettext_lazy("Other side"), record.counterparty_name),
        (gettext_lazy("Comment"), more.comment),
        (gettext_lazy("Card"), more.card),
        (gettext_lazy("Kind"), _words(record.transaction_type)),
    ):
        if text:
            yield Fact(name, text=text)
    for name, instant in (
        (gettext_lazy("Booked on"), record.booking_date),
        (gettext_lazy("Value date"), record.value_date),
    ):
        if instant is not None:
            yield Fact(name, day=instant.astimezone(UTC).date())
    for name, amount, currency in (
        (gettext_lazy("Amount abroad"), more.original_amount, more.original_currency),
        (gettext_lazy("Commission"), more.commission, more.commission_currency),
        (gettext_lazy("Before commission"), more.gross_amount, record.currency),
    ):
        if amount is not None and currency:
            yield Fact(name, amount=amount, currency=currency)


def _words(code: str) -> str:
    return code.replace("_", " ")
