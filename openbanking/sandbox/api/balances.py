"""Balances over time, reckoned back from today's through the known rows (Powens, Balances page).

A history is flat before the first row that is known, and knows nothing of what moves with a market. By
month it is what an older copy of the page says: `period` is a month unless another is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from openbanking.sandbox.api.dates import day_of, end_of_month
from openbanking.sandbox.api.lookup import ACCOUNT, Route, account_in, user_in
from openbanking.sandbox.messages.errors import invalid
from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.world.amounts import difference, total
from openbanking.sandbox.world.model import Account
from openbanking.sandbox.world.rendering import Json, currency_json, money
from openbanking.sandbox.world.state import State

# A limit of our own: a slip in a year shall not fill the memory.
MOST_DAYS = 10_000


@dataclass(frozen=True, slots=True)
class Day:
    """What came in and went out, both counted upwards, and the balance in the evening."""

    date: date
    balance: Decimal
    incomes: Decimal
    expenses: Decimal


def of_account(state: State, request: Request, user: str, account: str) -> Json:
    """Return the balances from one day to another, by default of the present month.

    What is disabled, or has no balance, has none over time either.
    """
    _, found = account_in(user_in(state, request, user), account, request)
    today = state.clock.now().date()
    first, last = _bounds(request, today)
    if found.disabled or found.balance is None:
        return _answer([], first_date=None, last_date=None)
    booked = _booked(found)
    daily = bool({"min_date", "max_date"} & request.query.keys())
    groups = [
        _group(list(days), found.currency, today, daily=daily, negative=state.quirks.negative_expenses)
        for _, days in groupby(_days(found.balance, booked, first, last), key=_month)
    ]
    return _answer(groups, first_date=min(booked, default=today), last_date=today)


def _answer(groups: list[Json], *, first_date: date | None, last_date: date | None) -> Json:
    return {
        "balances": groups,
        "first_date": first_date and first_date.isoformat(),
        "last_date": last_date and last_date.isoformat(),
        "result_min_date": groups[0]["min_date"] if groups else None,
        "result_max_date": groups[-1]["max_date"] if groups else None,
    }


def _bounds(request: Request, today: date) -> tuple[date, date]:
    query = request.query
    first, last = today.replace(day=1), end_of_month(today)
    if "min_date" in query:
        first = day_of(query["min_date"], "min_date", last=False)
    if "max_date" in query:
        last = day_of(query["max_date"], "max_date", last=True)
    if (last - first).days >= MOST_DAYS:
        raise invalid(f"min_date; it lies more than {MOST_DAYS} days before max_date")
    return first, last


def _booked(account: Account) -> dict[date, list[Decimal]]:
    """Return what moved the balance, by the day it did."""
    booked: dict[date, list[Decimal]] = defaultdict(list)
    for row in account.transactions.values():
        if row.value is not None and not row.coming and not row.deleted:
            booked[row.posted].append(row.value)
    return booked


def _days(balance: Decimal, booked: dict[date, list[Decimal]], first: date, last: date) -> Iterator[Day]:
    balance = difference(balance, total(*(v for day in booked if day >= first for v in booked[day])))
    for count in range((last - first).days + 1):
        day = first + timedelta(days=count)
        values = booked.get(day, ())
        incomes = total(*(value for value in values if value > 0))
        expenses = total(*(value.copy_negate() for value in values if value < 0))
        balance = total(balance, *values)
        yield Day(day, balance, incomes, expenses)


def _month(day: Day) -> tuple[int, int]:
    return day.date.year, day.date.month


def _group(
    days: Sequence[Day], currency: str | None, today: date, *, daily: bool, negative: bool
) -> Json:
    """Return a BalanceGroup; its days, where they are asked for, end today."""
    known = [day for day in days if day.date <= today]
    last = days[-1]
    incomes = total(*(day.incomes for day in days))
    expenses = total(*(day.expenses for day in days))
    amounts = _amounts(Day(last.date, last.balance, incomes, expenses), negative=negative)
    group = {
        "min_date": days[0].date.isoformat(),
        "max_date": last.date.isoformat(),
        "n_overdraft": sum(day.balance < 0 for day in known),
        **amounts,
        "currencies": [_of_currency(currency) | amounts] if currency else [],
    }
    if daily:
        group["daily_balances"] = [
            {"date": day.date.isoformat(), **_amounts(day, negative=negative)} for day in known
        ]
    return group


def _of_currency(code: str) -> Json:
    currency = currency_json(code) or {}
    return {"id": code, "symbol": currency.get("symbol")}


def _amounts(day: Day, *, negative: bool) -> Json:
    return {
        "balance": money(day.balance),
        "expenses": money(day.expenses.copy_negate() if negative else day.expenses),
        "incomes": money(day.incomes),
        "remains": money(difference(day.incomes, day.expenses)),
    }


ROUTES: list[Route] = [("GET", ACCOUNT + r"/balances", of_account)]
