"""The numbers of the first page: four to begin with, and what each family owns and owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.http import HttpRequest

from openbanking.admin.addresses import list_of, page_of, seen
from openbanking.admin.formatting import link, money, right
from openbanking.admin.index.attention import Table
from openbanking.admin.index.runs import Runs
from openbanking.balances.freshness import Freshness, freshness_counts
from openbanking.fields import total
from openbanking.models import Account, Connection, QuarantinedReading, Tenant
from openbanking.networth.together import totals_together
from openbanking.networth.totals import Sum


@dataclass(frozen=True, slots=True)
class Card:
    """A number with what it counts and where that is listed."""

    title: str
    number: str
    about: str
    href: str


def cards(
    request: HttpRequest,
    *,
    connections: Sequence[Connection],
    needing: Table,
    review: Sequence[tuple[str, Table]],
    ran: Runs,
    now: datetime,
) -> list[Card]:
    """Return the numbers that say at a glance whether there is something to do."""
    fresh = freshness_counts(seen(request, Account).prefetch_related(None), now=now)  # type: ignore[arg-type]
    connected = sum(each.vanished_at is None for each in connections)
    stale, accounts = fresh[Freshness.STALE], sum(fresh.values())
    open_questions = sum(table.count for _, table in review)
    first = next((table.href for _, table in review if table.count), list_of(QuarantinedReading))
    return [
        Card("Banks that need someone", f"{needing.count}", f"of {connected} connected", needing.href),
        Card(
            "Stale accounts",
            f"{stale}",
            f"of {accounts} that are read",
            list_of(Account, freshness="stale"),
        ),
        Card("To decide", f"{open_questions}", "readings, sums, accounts", first),
        Card("Last sync", ran.last_status or "None yet", ran.last, ran.href),
    ]


def totals(request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """Return what each family owns and owes by currency, with the share of it that is stale."""
    tenants = {each.pk: each for each in seen(request, Tenant)}
    sums = totals_together(tenants, now=now)
    order = sorted(sums, key=lambda each: (tenants[each.tenant].name, each.currency))
    return {
        "headers": [
            *("Family", "Currency", "Owned", "Owed", "Net", "Accounts", "Stale"),
        ],
        "numbers_from": 3,
        "rows": [_total(tenants[each.tenant], each.currency, sums[each]) for each in order],
    }


def _total(tenant: Tenant, currency: str, sums: Sum) -> list[Any]:
    return [link(page_of(tenant), tenant.name), *total_cells(tenant, currency, sums)]


def total_cells(tenant: Tenant, currency: str, sums: Sum) -> list[Any]:
    """Return the cells of a table that say what a family owns and owes in one currency."""
    accounts = list_of(Account, tenant__id__exact=tenant.pk, currency=currency)
    return [
        currency,
        money(sums.assets, currency, named=False),
        money(sums.liabilities, currency, named=False),
        money(sums.net, currency, named=False),
        right(link(accounts, sums.accounts + sums.missing)),
        right(_share(sums)),
    ]


def _share(sums: Sum) -> str:
    """Say how much of what is owned and owed is stale, in hundredths."""
    whole = total(sums.assets, sums.liabilities.copy_abs())
    if not sums.stale_part:
        return "none"
    if not whole:
        return "all"
    hundredths = round(Fraction(sums.stale_part) / Fraction(whole) * 100)
    return f"{hundredths}%" if hundredths else "under 1%"
