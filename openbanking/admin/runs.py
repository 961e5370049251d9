"""Sync runs and what each did, connection by connection."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from openbanking.admin.addresses import seen
from openbanking.admin.filters import DayFilter, RelatedFilter
from openbanking.admin.formatting import CONDITION_COLOURS, NOTHING, RUN_COLOURS, age
from openbanking.admin.readonly import MirrorAdmin
from openbanking.admin.stories import Told
from openbanking.admin.stories.run import story_of as run_story
from openbanking.models import SyncOutcome, SyncRun

# What runs count beside accounts, balances and transactions.
WEALTH = ("holdings", "pockets", "orders", "payments", "owners")


class CountsInWords:
    """Tells an outcome's counts the same way in every list."""

    @admin.display(description="Accounts")
    def accounts(self, outcome: SyncOutcome) -> str:
        return _counts(outcome, "accounts")

    @admin.display(description="Balances")
    def balances(self, outcome: SyncOutcome) -> str:
        return _counts(outcome, "balances")

    @admin.display(description="Transactions")
    def transactions(self, outcome: SyncOutcome) -> str:
        return _counts(outcome, "transactions")

    @admin.display(description="Held and owed")
    def wealth(self, outcome: SyncOutcome) -> str:
        """Tell of holdings, pockets, orders, payments and owners, as far as there are any."""
        told = {kind: _counts(outcome, kind) for kind in WEALTH}
        return "; ".join(f"{kind} {counts}" for kind, counts in told.items() if counts != NOTHING)


@admin.register(SyncRun)
class SyncRunAdmin(Told, MirrorAdmin[SyncRun]):
    tenant_path = "outcomes__powens_user__tenant"
    change_form_outer_before_template = "admin/stories/run.html"
    list_display = ["started_at", "outcome", "took", "ended", "scope"]
    list_filter = [("started_at", DayFilter), ("status", ChoicesDropdownFilter)]
    fields = readonly_fields = [
        *("started_at", "finished_at", "took", "scope", "id"),
    ]

    def story_of(self, request: HttpRequest, run: SyncRun) -> dict[str, Any]:
        return run_story(run, seen(request, SyncOutcome).filter(run=run))

    @display(description="Status", label=RUN_COLOURS)
    def outcome(self, run: SyncRun) -> str:
        return run.get_status_display()

    @admin.display(description="Took")
    def took(self, run: SyncRun) -> str:
        if run.finished_at is None:
            return NOTHING
        return f"{(run.finished_at - run.started_at).total_seconds():.1f} s"

    @admin.display(description="Scope", ordering="full")
    def scope(self, run: SyncRun) -> str:
        return "everything" if run.full else "what is new"

    @admin.display(description="Ended", ordering="finished_at")
    def ended(self, run: SyncRun) -> str:
        return age(run.finished_at)


@admin.register(SyncOutcome)
class SyncOutcomeAdmin(CountsInWords, MirrorAdmin[SyncOutcome]):
    tenant_path = "powens_user__tenant"
    list_display = [
        *("run", "connection", "condition", "who_must_act", "read"),
        *("accounts", "balances", "transactions", "message"),
    ]
    list_filter = [
        *("status", "who_must_act", "read", ("powens_user__tenant", RelatedFilter)),
    ]
    search_fields = ["connection__institution__name", "powens_user__tenant__name"]
    ordering = ["-id"]
    fields = [
        *("run", "powens_user", "connection", "read", "condition", "state", "who_must_act"),
        *("message", "retryable", "next_attempt_at", "accounts", "balances", "transactions"),
        *("wealth", "notes"),
    ]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[SyncOutcome]:
        return (
            super()
            .get_queryset(request)
            .select_related("run", "connection__institution", "powens_user__tenant")
        )

    @display(description="Condition", label=CONDITION_COLOURS)
    def condition(self, outcome: SyncOutcome) -> str:
        return outcome.status

    @admin.display(description="Warnings")
    def notes(self, outcome: SyncOutcome) -> str:
        return "\n".join(outcome.warnings) or NOTHING


def _counts(outcome: SyncOutcome, kind: str) -> str:
    counts = outcome.counts.get(kind, {})
    parts = [
        f"{counts[name]} {name}"
        for name in ("seen", "added", "changed", "removed", "warnings")
        if counts.get(name)
    ]
    return ", ".join(parts) or NOTHING
