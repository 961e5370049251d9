"""What an account holds and owes: lines, pockets, orders, and how a loan is paid back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openbanking.dashboard.currencies import shown_currency
from openbanking.dashboard.family import FamilyPage
from openbanking.fields import total
from openbanking.operations.accounts.record import BankAccount
from openbanking.operations.holdings.list import HoldingPage, Unallocated
from openbanking.operations.holdings.record import Line
from openbanking.operations.loans.schedule import Payment, Schedule
from openbanking.operations.orders.list import Order, OrderPage
from openbanking.operations.pockets.list import PocketPage, PocketSeen

# Payments that are due next are shown at once, the rest on demand.
NEXT_PAYMENTS = 12
# Less than any value: what has none comes last.
NOTHING = Decimal("-Infinity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """The lines of an account, what they come to, and what they leave of its balance."""

    lines: Sequence[Line]
    valuation: Decimal
    gain: Decimal | None
    currency: str
    unallocated: Unallocated | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanPlan:
    """The payments of a loan: those that are past, the next ones, and those after."""

    past: Sequence[Payment]
    next: Sequence[Payment]
    later: Sequence[Payment]
    remaining: Decimal | None
    currency: str


def holdings_of(page: FamilyPage, account: BankAccount) -> dict[str, Any] | None:
    """Return the lines of an account, the largest first; None where it has none."""
    pages = list(page.ask_all("openbanking.holdings.list", HoldingPage, account_id=account.id))
    lines = [line for each in pages for line in each.holdings]
    if not lines:
        return None
    lines.sort(key=lambda line: NOTHING if line.valuation is None else line.valuation, reverse=True)
    gains = [line.gain for line in lines if line.gain is not None]
    holdings = Holdings(
        lines=lines,
        valuation=total(*(line.valuation for line in lines if line.valuation is not None)),
        gain=total(*gains) if gains else None,
        currency=shown_currency(lines[0]),
        unallocated=next((left for each in pages for left in each.unallocated), None),
    )
    return {"holdings": holdings}


def pockets_of(page: FamilyPage, account: BankAccount) -> dict[str, Any] | None:
    """Return the pockets of an account that the bank still lists, those that can be had first."""
    pages = page.ask_all("openbanking.pockets.list", PocketPage, account_id=account.id)
    found: list[PocketSeen] = [
        pocket for each in pages for pocket in each.pockets if pocket.deleted_on is None
    ]
    found.sort(key=lambda pocket: (pocket.condition != "available", str(pocket.available_on or "9")))
    return {"pockets": found} if found else None


def orders_of(page: FamilyPage, account: BankAccount) -> dict[str, Any] | None:
    """Return the newest orders on an account."""
    answer = page.ask("openbanking.orders.list", OrderPage, account_id=account.id)
    orders: list[Order] = [order for order in answer.orders if order.deleted_on is None]
    return {"orders": orders, "has_more": answer.has_more} if orders else None


def schedule_of(page: FamilyPage, account: BankAccount) -> dict[str, Any] | None:
    """Return the terms of a loan and its payments; None where the bank says nothing of either."""
    answer = page.ask("openbanking.loans.schedule", Schedule, account_id=account.id)
    terms, payments = account.metadata.loan, answer.payments
    if not payments and terms is None:
        return None
    today = page.now.date()
    past = [each for each in payments if each.due_on is not None and each.due_on < today]
    coming = [each for each in payments if each.due_on is None or each.due_on >= today]
    plan = LoanPlan(
        past=past,
        next=coming[:NEXT_PAYMENTS],
        later=coming[NEXT_PAYMENTS:],
        remaining=past[-1].remaining if past else None,
        currency=shown_currency(account),
    )
    return {"plan": plan, "terms": terms}
