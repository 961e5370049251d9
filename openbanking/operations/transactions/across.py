"""Transactions across the accounts of a tenant: which accounts, a page of their rows, and sums.

No index has the rows of several accounts in the order of a list, so PostgreSQL is asked for the newest
of each account, which one has, and a page is made of those. SQLite reads the accounts' rows.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connections
from django.db.models import (
    BooleanField,
    Count,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
)
from django.db.models.functions import Cast, JSONArray

from contracts import Caller, problems
from openbanking.access.narrowing import opened_to
from openbanking.balances.duplicates import counted_through_another
from openbanking.fields import MoneySum, total
from openbanking.models import Account, Tenant, Transaction
from openbanking.models.accounts import status_of
from openbanking.models.prepared import Members, Prepared
from openbanking.operations.inputs import NO_SUCH_ACCOUNT
from openbanking.operations.pagination import Pages
from openbanking.operations.revisions import TENANTS_ACCOUNTS
from openbanking.operations.transactions.filters import filters_by
from openbanking.operations.transactions.rows import TransactionRow


class AccountRow(NamedTuple):
    """An account with what its transactions show of it, and what tells whether it counts."""

    id: UUID
    tenant_id: UUID
    connection_id: UUID
    currency: str
    currency_assumed: bool
    matching_iban: bytes
    bank_updated_at: datetime | None
    disabled_at: datetime | None
    deleted_at: datetime | None
    vanished_at: datetime | None

    @property
    def pk(self) -> UUID:
        return self.id


class Sums(NamedTuple):
    """What came in and went out in one currency, the latter negative, and how often."""

    money_in: Decimal
    money_out: Decimal
    transactions: int


_ACCOUNTS = Prepared(TENANTS_ACCOUNTS.order_by("pk"), AccountRow)
_THESE = Members("accounts", UUIDField())
_OWNERS = Account.objects.filter(pk__in=_THESE).order_by()
_SHOWN = Transaction.objects.shown()
_OF_ONE = _SHOWN.filter(account=OuterRef("pk"))
# The account is known without the row where each account is asked for its own.
FILTERS = filters_by(OuterRef("pk"))


def accounts_of(
    caller: Caller, tenant: Tenant, chosen: Collection[UUID] | None
) -> Mapping[UUID, AccountRow]:
    """Return the accounts to look through: those chosen, else all that a family counts.

    Those it has disabled are left out then, and one that is seen through two connections is there once.
    Of a caller whose token is for some accounts, no other is. Raises NotFound where one that is chosen
    is not among them.
    """
    opened = opened_to(caller)
    rows = {
        each.id: each for each in _ACCOUNTS.all(tenant=tenant.pk) if opened is None or each.id in opened
    }
    if chosen is not None:
        if not rows.keys() >= set(chosen):
            raise problems.NotFound(NO_SUCH_ACCOUNT)
        return {each: rows[each] for each in chosen}
    enabled = [each for each in rows.values() if each.disabled_at is None]
    again = counted_through_another(
        enabled, has_figure=lambda each: status_of(each) is Account.Status.ACTIVE
    )
    return {each.id: each for each in enabled if each.id not in again}


def _newest_of_each(rows: QuerySet[Transaction], most: int) -> QuerySet[Transaction]:
    if not _on_postgresql(rows):
        return rows
    newest = Func(ArraySubquery(rows.values("pk")[:most]), function="unnest", output_field=UUIDField())
    newest.set_returning = True
    # An array is read before the rows are, whose order would else tempt into reading all of them.
    found = Func(ArraySubquery(_OWNERS.values(newest=newest)), function="ANY")
    among = Func(F("pk"), found, template="(%(expressions)s)", arg_joiner=" = ")
    among.output_field = BooleanField()
    return Transaction.objects.filter(among)


def _on_postgresql(rows: QuerySet[Any]) -> bool:
    return connections[rows.db].vendor == "postgresql"


@cache
def pages() -> Pages[TransactionRow]:
    """Return the list of what accounts have, newest first; made when the database is known."""
    rows = _OF_ONE if _on_postgresql(_SHOWN) else _SHOWN.filter(account_id__in=_THESE)
    return Pages(rows, TransactionRow, order=["-date", "-id"], filters=FILTERS, gather=_newest_of_each)


def sums_of(accounts: Mapping[UUID, AccountRow], asked: Mapping[str, Any]) -> dict[str, Sums]:
    """Return the sums of all that match, by the currency of the account as it is stored."""
    given = {name: value for name, value in asked.items() if value is not None}
    parts: dict[str, list[Sums]] = defaultdict(list)
    query = _sums(frozenset(given.keys() & FILTERS.keys()))
    for account, summed in query.all(accounts=list(accounts), **given):
        if summed is not None:
            money_in, money_out, count = json.loads(summed)
            part = Sums(Decimal(money_in), Decimal(money_out), int(count))
            parts[accounts[account].currency].append(part)
    return {currency: _together(parts[currency]) for currency in sorted(parts)}


def _together(parts: Sequence[Sums]) -> Sums:
    return Sums(
        total(*(each.money_in for each in parts)),
        total(*(each.money_out for each in parts)),
        sum(each.transactions for each in parts),
    )


@cache
def _sums(filters: frozenset[str]) -> Prepared[Any]:
    rows: Any = _OF_ONE
    for name in sorted(filters):
        rows = FILTERS[name](rows)
    summed = JSONArray(
        MoneySum("amount", filter=Q(amount__gte=0)),
        MoneySum("amount", filter=Q(amount__lt=0)),
        Count("pk"),
    )
    of_one = rows.order_by().values("account_id").annotate(summed=Cast(summed, TextField()))
    return Prepared(
        _OWNERS.annotate(summed=Subquery(of_one.values("summed"))).values_list("pk", "summed")
    )
