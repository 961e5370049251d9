"""Accounts found by what somebody remembers of them: a name, a bank, the last characters of an IBAN.

What the family keeps by hand is found among them by its name.

What is looked for is sent in the body of the request: it may be a whole IBAN, and an address is logged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from openbanking.dashboard.currencies import shown_currency
from openbanking.dashboard.family import FamilyPage, family_page
from openbanking.dashboard.kept.accounts import currency_of, kept_of
from openbanking.fields import fold
from openbanking.operations.accounts.list import AccountPage
from openbanking.operations.accounts.record import BankAccount
from openbanking.operations.manual.record import Manual

LONGEST = 100
# What fits under the box while one types.
MOST_SUGGESTED = 8
TAIL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFound:
    """An account as a list of them shows it."""

    address: str
    name: str
    bank: str
    tail: str
    balance: Decimal | None
    currency: str
    is_active: bool
    is_kept: bool = False


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
        return redirect(found[0].address)
    return page.show("openbanking/account/list.html", found=found, text=text)


def _matching(page: FamilyPage, text: str) -> Iterator[AccountFound]:
    slug = page.family.slug
    pages = page.ask_all("openbanking.accounts.list", AccountPage, include_inactive=True)
    found = [
        _found(account, slug) for each in pages for account in each.accounts if matches(account, text)
    ]
    found += [_kept(each, slug) for each in kept_of(page) if _says(each.name, text)]
    return iter(sorted(found, key=lambda each: (not each.is_active, fold(each.name))))


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


def _says(name: str, text: str) -> bool:
    return all(fold(word) in fold(name) for word in text.split())


def _names(account: BankAccount) -> Iterable[str]:
    more = account.metadata
    named = (account.display_name, more.original_name, account.institution_name, more.company_name)
    return (each for each in named if each)


def _bare(number: str) -> str:
    return "".join(number.split()).upper()


def _found(account: BankAccount, slug: str) -> AccountFound:
    number = _bare(account.iban or account.account_number_masked or "")
    return AccountFound(
        address=reverse("account", args=[slug, account.id]),
        name=account.display_name,
        bank=account.institution_name,
        tail=number[-TAIL:],
        balance=account.balance,
        currency=shown_currency(account),
        is_active=account.metadata.status == "active",
    )


def _kept(account: Manual, slug: str) -> AccountFound:
    return AccountFound(
        address=reverse("manual-account", args=[slug, account.id]),
        name=account.name,
        bank=gettext("Kept by hand"),
        tail="",
        balance=account.value,
        currency=currency_of(account),
        is_active=not account.closed,
        is_kept=True,
    )
