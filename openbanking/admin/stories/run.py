"""A run: what it counted over all connections, and what it did to each, troubles first."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Case, IntegerField, When

from openbanking.admin.addresses import list_of, page_of
from openbanking.admin.formatting import CONDITION_COLOURS, NOTHING, RUN_COLOURS, label, link, right
from openbanking.admin.stories.connection import changes_of
from openbanking.models import SyncOutcome, SyncRun

MOST = 100
COUNTED = ("seen", "added", "changed", "removed", "warnings")


def story_of(run: SyncRun, outcomes: Any) -> dict[str, Any]:
    """Return what the page of a run tells, of the outcomes that whoever looks may see."""
    found = list(
        outcomes.select_related("connection__institution", "powens_user__tenant")
        .annotate(trouble=Case(When(status="healthy", then=1), default=0, output_field=IntegerField()))
        .order_by("trouble", "id")
    )
    return {
        "status": label(run.get_status_display(), RUN_COLOURS),
        "counts": _counts(found),
        "outcomes": {
            "headers": ["Bank", "Family", "Condition", "What it changed", "What happened"],
            "rows": [_outcome(each) for each in found[:MOST]],
        },
        "read": sum(each.read for each in found),
        "connections": len(found),
        "all_outcomes": list_of(SyncOutcome, run__id__exact=run.pk),
        "more": len(found) > MOST,
        "warnings": run.warnings,
    }


def _counts(outcomes: list[SyncOutcome]) -> dict[str, Any]:
    sums: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for each in outcomes:
        for kind, counts in each.counts.items():
            for name in COUNTED:
                sums[kind][name] += counts.get(name, 0)
    return {
        "headers": ["Of", *(name.capitalize() for name in COUNTED)],
        "rows": [
            [kind.capitalize(), *(right(counts[name] or NOTHING) for name in COUNTED)]
            for kind, counts in sums.items()
            if any(counts.values())
        ],
    }


def _outcome(outcome: SyncOutcome) -> list[Any]:
    connection = outcome.connection
    bank = link(page_of(connection), connection.institution.name) if connection else "All of a user"
    return [
        bank,
        outcome.powens_user.tenant.name,
        label(outcome.status, CONDITION_COLOURS),
        changes_of(outcome.counts) if outcome.read else "not read",
        " ".join([outcome.message, *outcome.warnings]),
    ]
