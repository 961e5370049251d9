"""A connection: what its condition means and who must act, its accounts, and what each run changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from openbanking.admin.addresses import list_of, page_of
from openbanking.admin.formatting import (
    CONDITION_COLOURS,
    FRESHNESS_COLOURS,
    RUN_COLOURS,
    age,
    label,
    link,
    money,
)
from openbanking.admin.index.attention import who_must_act
from openbanking.balances.freshness import freshness_of
from openbanking.balances.kinds import kind_of
from openbanking.health.states import Actor, condition_of
from openbanking.models import Account, BalanceType, Connection, SyncOutcome

RUNS = 20
# What of an outcome's counts says that something changed.
CHANGES = ("added", "changed", "removed")


def story_of(connection: Connection, *, now: datetime) -> dict[str, Any]:
    """Return what the page of a connection tells."""
    condition = condition_of(connection)
    needs = condition.who_must_act is not Actor.NOBODY
    return {
        "condition": label(condition.status.value, CONDITION_COLOURS),
        "sentence": condition.message,
        "who": who_must_act(connection, condition) if needs else "",
        "next": "" if connection.vanished_at else f"It is tried again {condition.next_attempt}.",
        "consent": _consent(connection, now=now),
        "read": age(connection.last_success_at),
        "accounts": _accounts(connection, now=now),
        "all_accounts": list_of(
            Account,
            connection__institution__id__exact=connection.institution_id,
            tenant__id__exact=connection.tenant_id,
        ),
        "runs": _runs(connection),
        "all_runs": list_of(SyncOutcome, connection__id__exact=connection.pk),
    }


def _consent(connection: Connection, *, now: datetime) -> str:
    ends_at = connection.consent_ends_at
    if ends_at is None or connection.vanished_at:
        return ""
    days = (ends_at - now).days
    if ends_at <= now:
        return f"The bank's consent ended on {ends_at:%-d %b %Y}."
    return f"The bank's consent ends on {ends_at:%-d %b %Y}, in {days} day{'' if days == 1 else 's'}."


def _accounts(connection: Connection, *, now: datetime) -> dict[str, Any]:
    accounts = connection.accounts.order_by("name").prefetch_related("balances")
    return {
        "headers": ["Account", "Kind", "Status", "Freshness", "Current"],
        "rows": [_account(each, connection, now=now) for each in accounts],
    }


def _account(account: Account, connection: Connection, *, now: datetime) -> list[Any]:
    account.connection = connection
    balances = {each.type: each for each in account.balances.all()}
    current = balances.get(BalanceType.CURRENT)
    return [
        link(page_of(account), account.name),
        str(kind_of(account.type).label),
        str(account.status.label),
        label(freshness_of(account, now=now).freshness.value, FRESHNESS_COLOURS),
        money(current.amount if current else None, account.currency),
    ]


def _runs(connection: Connection) -> dict[str, Any]:
    outcomes = connection.outcomes.select_related("run").order_by("-id")[:RUNS]
    return {
        "headers": ["Run", "Result", "Condition then", "What it changed"],
        "rows": [
            [
                link(page_of(each.run), f"{each.run.started_at:%-d %b %Y, %H:%M}"),
                label(each.run.get_status_display(), RUN_COLOURS),
                label(each.status, CONDITION_COLOURS, title=each.message),
                changes_of(each.counts) if each.read else "not read",
            ]
            for each in outcomes
        ],
    }


def changes_of(counts: dict[str, dict[str, int]]) -> str:
    """Say in words what a run changed of a connection, kind by kind."""
    told = [
        f"{kind}: {', '.join(f'{each[name]} {name}' for name in CHANGES if each.get(name))}"
        for kind, each in counts.items()
        if any(each.get(name) for name in CHANGES)
    ]
    return "; ".join(told) or "nothing"
