"""What is filtered, as a table for an accountant: read page by page while it is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from openbanking.dashboard.currencies import shown_currency
from openbanking.dashboard.family import FamilyPage, family_page
from openbanking.dashboard.transactions.filters import Filters
from openbanking.dashboard.transactions.lines import category_of, category_words, title_of
from openbanking.dashboard.transactions.search import SEARCH, accounts_by_name, names_of
from openbanking.files.downloads import CSV_TYPE, text_file, xlsx_file
from openbanking.files.spreadsheets import Cell, csv_lines
from openbanking.models import Transaction
from openbanking.operations.accounts.record import BankAccount
from openbanking.operations.transactions.record import BankTransaction
from openbanking.operations.transactions.search import FoundTransactions

Rows = Iterator[list[Cell]]


@require_safe
@family_page
def transactions_file(page: FamilyPage, form: str) -> HttpResponseBase:
    """Send the transactions that the address asks for, all of them, newest first."""
    accounts = accounts_by_name(page)
    filters = Filters(page.request.GET, accounts=[(str(each.id), "") for each in accounts])
    if not filters.are_valid:
        raise Http404("These filters fit no page of transactions.")
    pages = page.ask_all(SEARCH, FoundTransactions, **filters.asked)
    # What is refused is refused before anything is sent.
    pages = chain([next(pages)], pages)
    found = (each for one in pages for each in one.transactions)
    rows = _rows(found, {each.id: each for each in accounts})
    name, header = _file_name(page, filters, form), _header()
    if form == "xlsx":
        return xlsx_file(name, gettext("Transactions"), header, rows)
    return text_file(name, CSV_TYPE, csv_lines(header, rows))


def _header() -> list[str]:
    return [
        gettext("Date"),
        gettext("Booked on"),
        gettext("Bank"),
        gettext("Account"),
        gettext("Wording"),
        gettext("Bank's wording"),
        gettext("Other side"),
        gettext("Category"),
        gettext("Note"),
        gettext("Amount"),
        gettext("Currency"),
        gettext("State"),
    ]


def _rows(found: Iterator[BankTransaction], accounts: Mapping[UUID, BankAccount]) -> Rows:
    """Yield a row for each transaction.

    The words for states are looked up at once: a row may be made when the page's language is no longer
    in force.
    """
    states = {str(value): gettext(str(label)) for value, label in Transaction.Status.choices}
    names = names_of(list(accounts.values()))
    return (_row(each, accounts, names, states) for each in found)


def _row(
    record: BankTransaction,
    accounts: Mapping[UUID, BankAccount],
    names: Mapping[UUID, str],
    states: Mapping[str, str],
) -> list[Cell]:
    account = accounts.get(record.account_id)
    return [
        _day(record.date),
        None if record.booking_date is None else _day(record.booking_date),
        "" if account is None else account.institution_name,
        names.get(record.account_id, ""),
        title_of(record),
        record.description,
        record.counterparty_name,
        category_words(category_of(record)),
        record.metadata.note,
        record.amount,
        shown_currency(record),
        states.get(record.status, record.status),
    ]


def _file_name(page: FamilyPage, filters: Filters, form: str) -> str:
    """Return a name that says whose and of which days; no text that was searched for."""
    days = [str(filters.chosen[name]) for name in ("since", "until") if name in filters.chosen]
    return f"{'-'.join(['transactions', page.family.slug, *days])}.{form}"


def _day(instant: datetime) -> Cell:
    return instant.astimezone(UTC).date()
