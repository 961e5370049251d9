"""What a page shows of the transactions that match: by day, summed up, and where they go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext

from contracts import problems
from openbanking.dashboard.family import FamilyPage
from openbanking.dashboard.transactions.filters import Filters
from openbanking.dashboard.transactions.lines import Day, days_of, line_of
from openbanking.fields import fold
from openbanking.operations.accounts.list import AccountPage
from openbanking.operations.accounts.record import BankAccount
from openbanking.operations.transactions.search import FoundTransactions, TransactionSums

SEARCH = "openbanking.transactions.search"
# What fills two screens; the next page is asked for before its end is reached.
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of what matches; sums are of all of it, and on the first page alone."""

    days: list[Day] = field(default_factory=list)
    sums: Sequence[TransactionSums] = ()
    next_query: str = ""
    problem: str = ""

    @property
    def categories(self) -> list[str]:
        """Return the categories on the page, to choose from."""
        return sorted(
            {line.category_code for day in self.days for line in day.lines if line.category_code}
        )


def find(page: FamilyPage, filters: Filters, account_names: Mapping[UUID, str]) -> Found:
    """Return the page of transactions that the address asks for."""
    if not filters.are_valid:
        return Found(problem=gettext("Some filters do not fit. What is wrong is said beside them."))
    cursor = page.request.GET.get("cursor") or None
    try:
        answer = page.ask(
            SEARCH,
            FoundTransactions,
            **filters.asked,
            include_sums=cursor is None,
            cursor=cursor,
            page_size=PAGE_SIZE,
        )
    except problems.Invalid as problem:
        return Found(problem=_sentence(problem))
    lines = [line_of(each, account_names) for each in answer.transactions]
    days = days_of(lines, begun=page.request.GET.get("after", ""))
    return Found(
        days=days,
        sums=answer.sums or (),
        next_query=filters.query_with(cursor=answer.next_cursor, after=days[-1].day)
        if answer.next_cursor and days
        else "",
    )


def _sentence(problem: problems.Invalid) -> str:
    """Say what is wrong with what the form let through: too little to search for, or an old link."""
    if any(issue.path == "text" for issue in problem.issues):
        return gettext("Search for at least two letters or digits.")
    return gettext("This link leads nowhere any more. Search again.")


def accounts_by_name(page: FamilyPage) -> list[BankAccount]:
    """Return all accounts there ever were, by bank and name: transactions outlive them."""
    pages = page.ask_all(
        "openbanking.accounts.list", AccountPage, include_balances=False, include_inactive=True
    )
    found = [account for each in pages for account in each.accounts]
    found.sort(key=lambda each: (fold(each.institution_name), fold(each.display_name)))
    return found


def names_of(accounts: Sequence[BankAccount]) -> dict[UUID, str]:
    """Return the names of accounts, with their banks where two accounts have the same name."""
    names = [each.display_name for each in accounts]
    return {
        each.id: each.display_name
        if names.count(each.display_name) == 1
        else f"{each.display_name} · {each.institution_name}"
        for each in accounts
    }
