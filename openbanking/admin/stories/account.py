"""An account: its balances and where they come from, how they moved, what it was before, who read it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Sum
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from openbanking.admin.addresses import list_of, page_of, seen
from openbanking.admin.export_columns import state_of, wording_of
from openbanking.admin.formatting import (
    FRESHNESS_COLOURS,
    NOTHING,
    age,
    label,
    link,
    money,
    right,
)
from openbanking.admin.index.chart import OPTIONS, OWNED
from openbanking.balances.formatting import drawn
from openbanking.balances.freshness import Freshness, freshness_of
from openbanking.models import (
    Account,
    AuditEntry,
    Balance,
    BalanceReading,
    BalanceType,
    MergeProposal,
    Transaction,
    User,
)

HISTORY = timedelta(days=365)
READERS = timedelta(days=31)
# More points than pixels make no better picture.
MOST_POINTS = 400
RECENT = 10
MEANINGS = {
    BalanceType.CURRENT: "booked money",
    BalanceType.AVAILABLE: "what can be spent",
    BalanceType.EXPECTED: "booked money and what is known to come",
}


def story_of(request: HttpRequest, account: Account, *, now: datetime) -> dict[str, Any]:
    """Return what the page of an account tells whoever looks."""
    assessment = freshness_of(account, now=now)
    balances = sorted(account.balances.all(), key=lambda each: list(BalanceType).index(each.type))  # type: ignore[arg-type]
    return {
        "current": _in_full(balances),
        "freshness": label(assessment.freshness.value, FRESHNESS_COLOURS),
        "reason": assessment.reason or "The bank was read, and nothing speaks against what it said.",
        "is_dark": assessment.freshness is not Freshness.FRESH,
        "balances": {
            "headers": ["Balance", "Amount", "As of", "Where it comes from"],
            "rows": [_balance(each) for each in balances],
        },
        "chart": _chart(account, now=now),
        "options": OPTIONS,
        "readings": list_of(BalanceReading, account__id__exact=account.pk),
        "transactions": _transactions(request, account),
        "all_transactions": list_of(Transaction, account__id__exact=account.pk),
        "identity": _identity(account),
        "readers": _readers(request, account, now=now),
        "all_readers": list_of(AuditEntry, account__exact=account.pk),
    }


def _in_full(balances: list[Balance]) -> SafeString | str:
    current = next((each for each in balances if each.type == BalanceType.CURRENT), None)
    return money(current.amount, current.currency, to_the_right=False) if current else ""


def _balance(balance: Balance) -> list[Any]:
    return [
        capfirst(balance.get_type_display()),
        money(balance.amount, balance.currency),
        age(balance.as_of),
        provenance_of(balance),
    ]


def provenance_of(balance: Balance) -> str:
    """Say in a sentence what a balance is, where it comes from and when it came."""
    how = "Calculated by us from Powens'" if balance.derived else "Delivered by Powens as"
    fields = balance.source_field.replace("+", " and ")
    meaning = MEANINGS[BalanceType(balance.type)]
    return f"{capfirst(meaning)}. {how} {fields}, learned {balance.learned_at:%-d %b %Y, %H:%M} UTC."


def _chart(account: Account, *, now: datetime) -> str:
    """Return how the current balance moved in a year as unfold's chart; empty with a single point."""
    readings = (
        BalanceReading.objects.filter(
            account=account, type=BalanceType.CURRENT, as_of__gte=now - HISTORY, as_of__lte=now
        )
        .order_by("-as_of", "-learned_at")
        .values_list("as_of", "amount")[:MOST_POINTS]
    )
    days = {as_of.date(): amount for as_of, amount in reversed(readings)}
    if len(days) < 2:
        return ""
    line = {**OWNED, "label": "Current balance", "stepped": True}
    values = [{**line, "data": [drawn(amount) for amount in days.values()]}]
    return json.dumps({"labels": [f"{day:%-d %b %Y}" for day in days], "datasets": values})


def _transactions(request: HttpRequest, account: Account) -> dict[str, Any]:
    rows = seen(request, Transaction).filter(account=account).order_by("-date", "-id")[:RECENT]
    return {
        "headers": ["Date", "Wording", "Other side", "Status", "Amount"],
        "rows": [
            [
                link(page_of(each), f"{each.date:%-d %b %Y}"),
                wording_of(each) or NOTHING,
                each.counterparty_name or NOTHING,
                state_of(each),
                money(each.amount, account.currency),
            ]
            for each in rows
        ],
    }


def _identity(account: Account) -> list[str]:
    """Tell what it was before: its ids at Powens, accounts it is one with, what was kept by hand."""
    told = []
    if account.former_external_ids:
        ids = ", ".join(map(str, account.former_external_ids))
        told.append(f"At Powens it is {account.external_id} today, and was {ids} before.")
    proposals = MergeProposal.objects.filter(kept=account) | MergeProposal.objects.filter(
        merged_away=account
    )
    for each in proposals.select_related("kept", "merged_away", "decided_by"):
        other = each.merged_away if each.kept_id == account.pk else each.kept
        who = f" by {each.decided_by}" if each.decided_by else ""
        when = f" on {each.decided_at:%-d %b %Y}" if each.decided_at else ""
        told.append(
            f"{other.name} ({other.external_id} at Powens) has {each.get_match_reason_display()}: "
            f"{each.get_decision_display().lower()}{who}{when}."
        )
    older = getattr(account, "older_history", None)
    if older is not None:
        told.append(f"Its older history is kept by hand: {older.name}.")
    return told


def _readers(request: HttpRequest, account: Account, *, now: datetime) -> dict[str, Any]:
    """Return who asked for it in the last month, by person and operation, the last one first."""
    groups = list(
        seen(request, AuditEntry)
        .filter(account=str(account.pk), last_at__gte=now - READERS)
        .values("user", "token", "channel", "operation")
        .annotate(times=Sum("count"), last=Max("last_at"))
        .order_by("-last")[:RECENT]
    )
    people = User.objects.in_bulk([each["user"] for each in groups])
    return {
        "headers": ["Who", "What", "How", "Last", "Times"],
        "rows": [
            [
                str(people[each["user"]]),
                each["operation"],
                f"token {each['token']}…" if each["token"] else each["channel"],
                age(each["last"]),
                right(each["times"]),
            ]
            for each in groups
        ],
    }
