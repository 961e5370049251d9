"""What waits for a person: banks that went dark, consents that end, and what is to be decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from openbanking.admin.addresses import list_of, page_of, seen
from openbanking.admin.formatting import CONDITION_COLOURS, age, label, link, right
from openbanking.balances.duplicates import connected_twice
from openbanking.balances.formatting import age_text
from openbanking.health.states import CONSENT_HORIZON, Actor, Condition, condition_of
from openbanking.models import Account, Connection, Discrepancy, MergeProposal, QuarantinedReading

# How many rows a table of the first page has; the list behind it has all of them.
MOST = 8
# How many of a kind are counted; more are "100 or more".
COUNTED = 100
# What this page tells of a connection, of which there may be thousands.
SHOWN_OF_CONNECTIONS = (
    *("state", "active", "vanished_at", "consent_ends_at", "last_success_at"),
    *("institution__name", "tenant__name"),
    *("powens_user__user__username", "powens_user__user__first_name", "powens_user__user__last_name"),
)
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of unfold's, of some of the rows that the list behind it has.

    From the column of this number on, counted from 1, columns are of numbers.
    """

    headers: list[str]
    rows: list[list[Any]] = field(default_factory=list)
    count: int = 0
    href: str = ""
    numbers_from: int = 0

    @property
    def more(self) -> int:
        """Return how many rows there are beyond those of the table."""
        return self.count - len(self.rows)


def connections_of(request: HttpRequest) -> list[Connection]:
    """Return all connections this person sees, with whom they belong to; they are read once."""
    rows = seen(request, Connection).select_related(None)
    rows = rows.select_related("institution", "tenant", "powens_user__user")
    return list(rows.only(*SHOWN_OF_CONNECTIONS))


def banks(connections: Iterable[Connection]) -> Table:
    """Return the connections that need a person, those whose figures have been dark longest first."""
    found = [
        (connection, condition)
        for connection in connections
        if (condition := condition_of(connection)).who_must_act is not Actor.NOBODY
    ]
    found.sort(key=lambda each: each[0].last_success_at or NEVER)
    return Table(
        headers=["Bank", "Family", "Condition", "Who must act", "Last read", "Accounts"],
        rows=[_bank(connection, condition) for connection, condition in found[:MOST]],
        count=len(found),
        href=list_of(Connection, must_act="somebody"),
        numbers_from=6,
    )


def _bank(connection: Connection, condition: Condition) -> list[Any]:
    return [
        link(page_of(connection), connection.institution.name),
        connection.tenant.name,
        label(condition.status.value, CONDITION_COLOURS, title=condition.message),
        who_must_act(connection, condition),
        age(connection.last_success_at),
        right(connection.accounts_total),  # type: ignore[attr-defined]
    ]


def who_must_act(connection: Connection, condition: Condition) -> str:
    """Name who has to do something: the member by name, staff and Powens as such."""
    if condition.who_must_act is Actor.MEMBER:
        return str(connection.powens_user.user.get_full_name() or connection.powens_user.user)
    return condition.who_must_act.value.capitalize()


def consents(connections: Iterable[Connection], *, now: datetime) -> Table:
    """Return the connections whose consent ends within 30 days or has ended, the next one first."""
    found = sorted(
        (each.consent_ends_at, each.institution.name, each.pk, each)
        for each in connections
        if each.vanished_at is None
        and each.consent_ends_at is not None
        and each.consent_ends_at < now + CONSENT_HORIZON
    )
    return Table(
        headers=["Bank", "Family", "Ends"],
        rows=[
            [
                link(page_of(each), name),
                each.tenant.name,
                right(f"{ends_at:%-d %b %Y}", title=_until(ends_at, now)),
            ]
            for ends_at, name, _, each in found[:MOST]
        ],
        count=len(found),
        href=list_of(Connection, consent="ending"),
        numbers_from=3,
    )


def _until(moment: datetime, now: datetime) -> str:
    days = (moment - now).days
    return f"in {days} days" if days > 0 else age_text(moment, now) if moment < now else "today"


def waiting(request: HttpRequest) -> list[tuple[str, Table]]:
    """Return what staff decide, kind by kind, whether there is anything of it or not."""
    return [
        ("Quarantined readings", _quarantined(request)),
        ("Sums that do not agree", _discrepancies(request)),
        ("Perhaps the same account", _merges(request)),
        ("Connected twice", _connected_twice(request)),
    ]


def _quarantined(request: HttpRequest) -> Table:
    rows = seen(request, QuarantinedReading).filter(decision="waiting")
    rows = rows.select_related("account__tenant")
    return _table(
        (
            (each, each.account.name, each.account.tenant, each.get_reason_display())
            for each in rows[:COUNTED]
        ),
        list_of(QuarantinedReading, decision__exact="waiting"),
    )


def _discrepancies(request: HttpRequest) -> Table:
    rows = seen(request, Discrepancy).filter(ended_at__isnull=True)
    return _table(
        (
            (
                each,
                each.account.name if each.account else "Powens' total",
                each.powens_user.tenant,
                f"Since {each.began_on:%-d %b %Y}",
            )
            for each in rows.select_related("account", "powens_user__tenant")[:COUNTED]
        ),
        list_of(Discrepancy, ended_at__isempty=1),
    )


def _merges(request: HttpRequest) -> Table:
    rows = seen(request, MergeProposal).filter(decision="waiting")
    return _table(
        (
            (each, str(each), each.kept.tenant, each.get_match_reason_display().capitalize())
            for each in rows.select_related("kept__tenant", "merged_away")[:COUNTED]
        ),
        list_of(MergeProposal, decision__exact="waiting"),
    )


def _connected_twice(request: HttpRequest) -> Table:
    """Return connections that show what another shows; only members with two of a bank can have any."""
    here: QuerySet[Connection] = seen(request, Connection).filter(vanished_at__isnull=True)
    other = Connection.objects.filter(
        powens_user=OuterRef("connection__powens_user"),
        institution=OuterRef("connection__institution"),
        vanished_at__isnull=True,
    ).exclude(pk=OuterRef("connection"))
    accounts = list(
        Account.objects.live()
        .filter(Exists(other), connection__in=here.order_by().values("pk"))
        .exclude(iban="")
        .select_related("connection__institution", "tenant")
    )
    shown = {each.connection_id: each for each in accounts}
    doubled = [shown[pk] for pk in connected_twice(accounts)]
    return _table(
        (
            (each.connection, each.connection.institution.name, each.tenant, "Shows no other account")
            for each in doubled
        ),
        list_of(Connection),
    )


def _table(found: Iterable[tuple[Any, str, Any, str]], href: str) -> Table:
    rows = [[link(page_of(row), name), str(tenant), why] for row, name, tenant, why in found]
    return Table(headers=["What", "Family", "Why"], rows=rows[:MOST], count=len(rows), href=href)
