"""Accounts found by what somebody remembers of them: a name, a bank, the last characters of an IBAN.

What is looked for is sent in the body of the request: it may be a whole IBAN, and an address is logged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from openbanking.dashboard.family import FamilyPage, family_page
from openbanking.fields import fold
from openbanking.operations.accounts.list import AccountPage
from openbanking.operations.accounts.record import BankAccount

LONGEST = 100
# What fits under the box while one types.
MOST_SUGGESTED = 8
TAIL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFound:
    """An account as a list of them shows it."""

    id: UUID
    name: str
    bank: str
    tail: str
    balance: Decimal | None
    currency: str
    is_active: bool


@require_http_methods(["GET", "HEAD", "POST"])
@family_page
def accounts(page: FamilyPage) -> HttpResponse:
    """Show the accounts that fit what was typed, all where nothing was; the only one is gone to."""
    text = page.request.POST.get("find", "").strip()[:LONGEST]
    found = list(_matching(page, text))
    if page.request.htmx:  # type: ignore[attr-defined]  # of its middleware
        shown = found[:MOST_SUGGESTED] if text else []
        more = len(found) - len(shown) if text else 0
        return page.show("openbanking/account/suggestions.html", found=shown, more=more, text=text)
    if text and len(found) == 1:
        return redirect("account", page.family.slug, found[0].id)
    return page.show("openbanking/account/list.html", found=found, text=text)


def _matching(page: FamilyPage, text: str) -> Iterator[AccountFound]:
    pages = page.ask_all("openbanking.accounts.list", AccountPage, include_inactive=True)
    found = [account for each in pages for account in each.accounts if matches(account, text)]
    found.sort(key=lambda each: (each.metadata.status != "active", fold(each.display_name)))
    return (_found(each) for each in found)


def matches(account: BankAccount, text: str) -> bool:
    """Tell whether each word of a text is in an account's names, or is the end of a number of it."""
    names = fold(" ".join(_names(account)))
    numbers = [_bare(each) for each in (account.iban, account.account_number_masked) if each]
    if any(number == _bare(text) for number in numbers):
        return True
    return all(
        fold(word) in names
        or any(len(word) >= TAIL and number.endswith(_bare(word)) for number in numbers)
        for word in text.split()
    )


def _names(account: BankAccount) -> Iterable[str]:
    more = account.metadata
    named = (account.display_name, more.original_name, account.institution_name, more.company_name)
    return (each for each in named if each)


def _bare(number: str) -> str:
    return "".join(number.split()).upper()


def _found(account: BankAccount) -> AccountFound:
    number = _bare(account.iban or account.account_number_masked or "")
    return AccountFound(
        id=account.id,
        name=account.display_name,
        bank=account.institution_name,
        tail=number[-TAIL:],
        balance=account.balance,
        currency=account.metadata.ticker or account.currency,
        is_active=account.metadata.status == "active",
    )
