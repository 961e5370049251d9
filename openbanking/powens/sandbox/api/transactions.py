"""Transactions: filtered, newest first, in pages that hold still (Powens, Bank transactions page)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from openbanking.powens.sandbox.api.lookup import (
    ACCOUNT,
    CONNECTION,
    USER,
    Route,
    account_in,
    connection_in,
    user_in,
)
from openbanking.powens.sandbox.clock import from_paris
from openbanking.powens.sandbox.errors import ApiError, invalid, missing, not_found
from openbanking.powens.sandbox.model import Account, Transaction
from openbanking.powens.sandbox.paging import LARGEST_PAGE, links, opened, sealed
from openbanking.powens.sandbox.rendering import Json, transaction_json
from openbanking.powens.sandbox.request import Request, boolean
from openbanking.powens.sandbox.state import State

Row = tuple[Account, Transaction]


def of_user(state: State, request: Request, user: str) -> Json:
    owner = user_in(state, request, user)
    return _listed([account for _, account in owner.accounts()], request)


def of_connection(state: State, request: Request, user: str, connection: str) -> Json:
    owner = user_in(state, request, user)
    return _listed(list(connection_in(owner, connection).accounts.values()), request)


def of_account(state: State, request: Request, user: str, account: str) -> Json:
    owner = user_in(state, request, user)
    return _listed([account_in(owner, account, request)[1]], request)


def one(state: State, request: Request, user: str, transaction: str) -> Json:
    owner = user_in(state, request, user)
    for _, account in owner.accounts():
        row = account.transactions.get(int(transaction))
        if row and (not row.deleted or request.flag("all")):
            return transaction_json(account, row)
    raise not_found("transaction")


def _listed(accounts: list[Account], request: Request) -> Json:
    if "limit" not in request.query:
        raise missing("limit")
    limit = min(request.number("limit", LARGEST_PAGE), LARGEST_PAGE)
    if limit < 1:
        raise invalid("limit")
    enabled = [account for account in accounts if not account.disabled]
    if not enabled:
        raise ApiError(409, "noAccount", "No enabled bank account")
    rows = [(account, row) for account in enabled for row in account.transactions.values()]
    rows.sort(key=lambda pair: (pair[1].ordered, pair[1].id), reverse=True)
    wanted = [pair for pair in rows if _matches(pair[1], request)]
    cursor = request.query.get("cursor")
    if cursor:
        position = opened(cursor)
        wanted = [pair for pair in wanted if (pair[1].ordered, pair[1].id) < position]
    offset = 0 if cursor else request.number("offset", 0)
    page = wanted[offset : offset + limit]
    last = page[-1][1] if page and offset + len(page) < len(wanted) else None
    return {
        "transactions": [transaction_json(account, row) for account, row in page],
        "first_date": rows[-1][1].ordered.isoformat() if rows else None,
        "last_date": rows[0][1].ordered.isoformat() if rows else None,
        "result_min_date": page[-1][1].ordered.isoformat() if page else None,
        "result_max_date": page[0][1].ordered.isoformat() if page else None,
        "total": len(wanted),
        "_links": links(request, sealed(last.ordered, last.id) if last else None),
    }


def _matches(row: Transaction, request: Request) -> bool:
    query = request.query
    if "deleted" in query:
        if boolean(query["deleted"] or "true") != bool(row.deleted):
            return False
    elif row.deleted and not request.flag("all"):
        return False
    if "income" in query and boolean(query["income"] or "true") != ((row.value or 0) > 0):
        return False
    day = row.posted if query.get("filter") == "date" else row.ordered
    if "min_date" in query and day < _day(query["min_date"], "min_date", last=False):
        return False
    if "max_date" in query and day > _day(query["max_date"], "max_date", last=True):
        return False
    if "last_update" in query and row.last_update <= _instant(query["last_update"]):
        return False
    if "wording" in query and query["wording"].lower() not in row.wording.lower():
        return False
    if "min_value" in query and (row.value is None or row.value < _amount(query, "min_value")):
        return False
    return not ("max_value" in query and (row.value is None or row.value > _amount(query, "max_value")))


def _instant(text: str) -> datetime:
    try:
        return from_paris(text)
    except ValueError:
        raise invalid("last_update") from None


def _amount(query: dict[str, str], name: str) -> Decimal:
    try:
        return Decimal(query[name])
    except InvalidOperation:
        raise invalid(name) from None


def _day(text: str, name: str, *, last: bool) -> date:
    """Read a day, a month or a year; the latter two mean their first or last day."""
    parts = text.split("-")
    try:
        year = int(parts[0])
        month = int(parts[1]) if len(parts) > 1 else (12 if last else 1)
        if len(parts) > 2:
            return date(year, month, int(parts[2]))
        return _end_of(year, month) if last else date(year, month, 1)
    except (ValueError, IndexError):
        raise invalid(name) from None


def _end_of(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


ROUTES: list[Route] = [
    ("GET", USER + r"/transactions", of_user),
    ("GET", CONNECTION + r"/transactions", of_connection),
    ("GET", ACCOUNT + r"/transactions", of_account),
    ("GET", USER + r"/transactions/(?P<transaction>\d+)", one),
]
