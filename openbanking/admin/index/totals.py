"""What each family owns and owes, as a table of the first page that comes by a request of its own."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from openbanking.admin.addresses import list_of, page_of, seen
from openbanking.admin.formatting import link, money, right
from openbanking.admin.index.attention import Table
from openbanking.fields import total
from openbanking.models import Account, Tenant
from openbanking.networth.together import totals_together
from openbanking.networth.totals import Sum


def totals(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Answer with what each family owns and owes by currency, and the share of it that is stale."""
    tenants = {each.pk: each for each in seen(request, Tenant)}
    sums = totals_together(tenants, now=timezone.now())
    order = sorted(sums, key=lambda each: (tenants[each.tenant].name, each.currency))
    table = Table(
        headers=["Family", "Currency", "Owned", "Owed", "Net", "Accounts", "Stale"],
        rows=[_total(tenants[each.tenant], each.currency, sums[each]) for each in order],
        numbers_from=3,
    )
    return render(request, "admin/index/totals.html", {"table": table})


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
