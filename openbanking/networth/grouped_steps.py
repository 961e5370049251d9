"""The steps of a series, added up by PostgreSQL: it returns one row for each instant, not each figure.

What it does in SQL is what `steps_of` does for one account; SQLite, which has no exact decimals, does
not do it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from openbanking.balances.kinds import is_liability
from openbanking.models import BalanceReading, BalanceType
from openbanking.networth.accounts import AccountRow
from openbanking.networth.figures import opening_figures
from openbanking.networth.steps import Step

# Instants come a microsecond late, so that a figure of one counts at it and not after it.
GROUPED = f"""
with account as (
    select * from unnest(
        %(accounts)s::uuid[], %(currencies)s::text[], %(owes_always)s::bool[], %(owes_below)s::bool[]
    ) as each (id, own_currency, owes_always, owes_below)
), figure as (
    select id, account_id, currency, amount, as_of, learned_at
    from {BalanceReading._meta.db_table}
    where account_id = any(%(accounts)s::uuid[]) and type = '{BalanceType.CURRENT}'
        and as_of > %(first)s and as_of <= %(last)s and learned_at <= %(known_at)s
    union all
    select null::uuid, *, %(first)s::timestamptz, %(first)s::timestamptz
    from unnest(%(opened)s::uuid[], %(opened_in)s::text[], %(opened_with)s::numeric[])
), change as (
    select account_id, currency, amount, as_of, lag(amount) over steps as amount_before,
        lag(currency) over steps as currency_before
    from figure window steps as (partition by account_id order by as_of, learned_at, id)
), sided as (
    select width_bucket(as_of, %(instants)s::timestamptz[]) as at, currency, currency_before,
        case when currency_before is null and as_of > %(first)s then own_currency end as lacked_in,
        amount, amount_before, owes_always or owes_below and amount < 0 as owed,
        owes_always or owes_below and amount_before < 0 as owed_before
    from change join account on account.id = account_id
)
select at, currency, currency_before, lacked_in,
    trim_scale(coalesce(sum(amount) filter (where not owed), 0)),
    trim_scale(coalesce(sum(amount) filter (where owed), 0)),
    trim_scale(coalesce(-sum(amount_before) filter (where not owed_before), 0)),
    trim_scale(coalesce(-sum(amount_before) filter (where owed_before), 0)),
    count(*)
from sided group by at, currency, currency_before, lacked_in
"""  # noqa: S608  (names of ours alone)


class _Group(NamedTuple):
    """Figures that came by one instant, each in place of another or of none, added up."""

    at: int
    currency: str
    currency_before: str | None
    lacked_in: str | None
    assets: Decimal
    liabilities: Decimal
    assets_before: Decimal
    liabilities_before: Decimal
    accounts: int


def grouped_steps(
    accounts: Sequence[AccountRow], instants: Sequence[datetime], *, known_at: datetime
) -> Iterator[Step]:
    """Yield, added up, how accounts that count at every one of the instants change the sums.

    On PostgreSQL only.
    """
    opening = opening_figures([each.id for each in accounts], instants[0], known_at=known_at)
    had = {figure.account_id for figure in opening}
    yield from (Step(0, each.currency, missing=1) for each in accounts if each.id not in had)
    with connection.cursor() as cursor:
        cursor.execute(
            GROUPED,
            {
                "accounts": [each.id for each in accounts],
                "currencies": [each.currency for each in accounts],
                "owes_always": [is_liability(each.kind, Decimal(1)) for each in accounts],
                "owes_below": [is_liability(each.kind, Decimal(-1)) for each in accounts],
                "opened": [figure.account_id for figure in opening],
                "opened_in": [figure.currency for figure in opening],
                "opened_with": [figure.amount for figure in opening],
                "first": instants[0],
                "last": instants[-1],
                "known_at": known_at,
                "instants": [each + timedelta(microseconds=1) for each in instants],
            },
        )
        for row in cursor.fetchall():
            yield from _steps_of(_Group._make(row))


def _steps_of(group: _Group) -> Iterator[Step]:
    count = group.accounts
    yield Step(group.at, group.currency, group.assets, group.liabilities, accounts=count)
    if group.currency_before is not None:
        assets, liabilities = group.assets_before, group.liabilities_before
        yield Step(group.at, group.currency_before, assets, liabilities, accounts=-count)
    if group.lacked_in is not None:
        yield Step(group.at, group.lacked_in, missing=-count)
