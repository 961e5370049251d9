"""Transactions: filtered, newest first, in pages that hold still (Powens, Bank transactions page)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from operator import attrgetter, gt, lt

from openbanking.sandbox.api.dates import day_of
from openbanking.sandbox.api.lookup import (
    ACCOUNT,
    CONNECTION,
    NUMBER,
    USER,
    Route,
    account_in,
    connection_in,
    user_in,
)
from openbanking.sandbox.api.paging import LARGEST_PAGE, Cursor, links
from openbanking.sandbox.messages.errors import ApiError, invalid, missing, not_found
from openbanking.sandbox.messages.request import Request, boolean
from openbanking.sandbox.world.clock import from_paris
from openbanking.sandbox.world.model import Account, Transaction
from openbanking.sandbox.world.rendering import Json, transaction_json
from openbanking.sandbox.world.state import State

# Which day `min_date` and `max_date` mean; without `filter` it is the order's.
DAYS = {"date": "posted", "rdate": "ordered", "application_date": "ordered"}

Test = Callable[[Transaction], bool]


def of_user(state: State, request: Request, user: str) -> Json:
    owner = user_in(state, request, user)
    return _listed(state, [account for _, account in owner.accounts()], request)


def of_connection(state: State, request: Request, user: str, connection: str) -> Json:
    owner = user_in(state, request, user)
    return _listed(state, list(connection_in(owner, connection).accounts.values()), request)


def of_account(state: State, request: Request, user: str, account: str) -> Json:
    owner = user_in(state, request, user)
    return _listed(state, [account_in(owner, account, request)[1]], request)


def one(state: State, request: Request, user: str, transaction: str) -> Json:
    owner = user_in(state, request, user)
    for _, account in owner.accounts():
        row = account.transactions.get(int(transaction))
        if row and (not row.deleted or request.flag("all")):
            return transaction_json(account, row)
    raise not_found("transaction")


def _listed(state: State, accounts: list[Account], request: Request) -> Json:
    quirks = state.quirks
    if "limit" not in request.query:
        raise missing("limit")
    limit = min(request.number("limit", LARGEST_PAGE), LARGEST_PAGE, quirks.largest_page)
    if limit < 1:
        raise invalid("limit")
    enabled = [account for account in accounts if not account.disabled]
    if not enabled:
        raise ApiError(quirks.nothing_enabled, "noAccount", "No enabled bank account")
    rows = [row for account in enabled for row in account.transactions.values()]
    days = [row.ordered for row in rows]
    for passes in _tests(request):
        rows = [row for row in rows if passes(row)]
    if quirks.last_month_only and not {"min_date", "max_date"} & request.query.keys():
        month = (state.clock.now() - timedelta(days=31)).date()
        rows = [row for row in rows if row.ordered >= month]
    rows.sort(key=_place, reverse=not quirks.oldest_first)
    page = _page(rows, limit, request, oldest_first=quirks.oldest_first)
    first = page[0] if page and page[0] is not rows[0] else None
    last = page[-1] if page and page[-1] is not rows[-1] else None
    shown = [row.ordered for row in page]
    return {
        "transactions": [transaction_json(_holder(enabled, row), row) for row in page],
        "first_date": min(days).isoformat() if days else None,
        "last_date": max(days).isoformat() if days else None,
        "result_min_date": min(shown).isoformat() if shown else None,
        "result_max_date": max(shown).isoformat() if shown else None,
        "total": len(rows),
        "_links": links(
            request,
            preceding=Cursor(first.ordered, first.id, back=True) if first else None,
            following=Cursor(last.ordered, last.id) if last else None,
        ),
    }


def _holder(accounts: list[Account], row: Transaction) -> Account:
    return next(account for account in accounts if row.id in account.transactions)


def _page(
    rows: list[Transaction], limit: int, request: Request, *, oldest_first: bool
) -> list[Transaction]:
    """Return the rows beside a cursor, whose row may be gone, or else from `offset` on."""
    if not (text := request.query.get("cursor")):
        return rows[request.number("offset", 0) :][:limit]
    cursor = Cursor.opened(text)
    lies_there = lt if cursor.back == oldest_first else gt
    found = [row for row in rows if lies_there(_place(row), (cursor.day, cursor.row_id))]
    return found[-limit:] if cursor.back else found[:limit]


def _place(row: Transaction) -> tuple[date, int]:
    return row.ordered, row.id


def _tests(request: Request) -> list[Test]:
    """Return what a row must pass, one test for each filter of the query."""
    query = request.query
    tests: list[Test] = []
    if "deleted" in query:
        deleted = boolean(query["deleted"] or "true")
        tests.append(lambda row: bool(row.deleted) == deleted)
    elif not request.flag("all"):
        tests.append(lambda row: not row.deleted)
    if "income" in query:
        income = boolean(query["income"] or "true")
        tests.append(lambda row: row.value is not None and (row.value > 0) == income)
    if query.get("filter", "date") not in DAYS:
        raise invalid("filter")
    day = attrgetter(DAYS[query["filter"]] if "filter" in query else "ordered")
    if "min_date" in query:
        first = day_of(query["min_date"], "min_date", last=False)
        tests.append(lambda row: day(row) >= first)
    if "max_date" in query:
        last = day_of(query["max_date"], "max_date", last=True)
        tests.append(lambda row: day(row) <= last)
    if "last_update" in query:
        since = _instant(query["last_update"])
        tests.append(lambda row: row.last_update > since)
    if "wording" in query:
        wording = query["wording"].lower()
        tests.append(lambda row: wording in row.wording.lower())
    if "min_value" in query:
        least = _amount(query, "min_value")
        tests.append(lambda row: row.value is not None and row.value >= least)
    if "max_value" in query:
        most = _amount(query, "max_value")
        tests.append(lambda row: row.value is not None and row.value <= most)
    return tests


def _instant(text: str) -> datetime:
    try:
        return from_paris(text)
    except ValueError:
        raise invalid("last_update") from None


def _amount(query: dict[str, str], name: str) -> Decimal:
    try:
        amount = Decimal(query[name])
    except InvalidOperation:
        raise invalid(name) from None
    if not amount.is_finite():
        raise invalid(name)
    return amount


ROUTES: list[Route] = [
    ("GET", USER + r"/transactions", of_user),
    ("GET", CONNECTION + r"/transactions", of_connection),
    ("GET", ACCOUNT + r"/transactions", of_account),
    ("GET", USER + rf"/transactions/(?P<transaction>{NUMBER})", one),
]
