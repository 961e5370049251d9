"""What ran: a day of the last weeks after the other, and the queue where there is one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from openbanking.admin.addresses import list_of, seen
from openbanking.balances.formatting import age_text
from openbanking.jobs import has_queue
from openbanking.models import SyncRun

DAYS = 30
Status = SyncRun.Status
# The worst first: a day looks like the worst of its runs. Unfold's own colours.
COLOURS = {
    Status.DIED: "bg-red-500",
    Status.FAILED: "bg-red-500",
    Status.STOPPED: "bg-orange-400",
    Status.PARTIAL: "bg-orange-400",
    Status.OK: "bg-green-500",
    Status.NOTHING_DUE: "bg-green-300",
    Status.RUNNING: "bg-blue-400",
    Status.LOCKED: "bg-base-300",
}


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of the last days, for unfold's tracker, and in a sentence."""

    tracker: list[dict[str, str]]
    sentence: str
    last: str
    last_status: str
    href: str


def runs(request: HttpRequest, *, now: datetime) -> Runs:
    """Return what ran in the last days, in one statement."""
    first = now.date() - timedelta(days=DAYS - 1)
    groups = (
        seen(request, SyncRun)
        .filter(started_at__gte=datetime.combine(first, time(), tzinfo=UTC))
        .annotate(day=TruncDate("started_at"))
        .values("day", "status")
        .annotate(count=Count("pk"), last=Max("started_at"))
        .order_by()
    )
    days: dict[date, dict[str, int]] = defaultdict(dict)
    last: tuple[datetime, str] | None = None
    for group in groups:
        days[group["day"]][group["status"]] = group["count"]
        last = max(last or (group["last"], ""), (group["last"], group["status"]))
    sums = {status: sum(each.get(status, 0) for each in days.values()) for status in Status}
    return Runs(
        tracker=[_day(first + timedelta(days=number), days) for number in range(DAYS)],
        sentence=_in_words(sums) or "Nothing ran.",
        last=age_text(last[0], now) if last else "",
        last_status=str(Status(last[1]).label) if last else "",
        href=list_of(SyncRun),
    )


def _day(day: date, days: dict[date, dict[str, int]]) -> dict[str, str]:
    counts = days.get(day, {})
    worst = next((status for status in COLOURS if counts.get(status)), None)
    words = _in_words({status: counts.get(status, 0) for status in Status}) or "nothing ran"
    shown = {"tooltip": f"{day:%-d %b}: {words}"}
    if worst is None:
        return shown
    href = list_of(SyncRun, started_at_from=day, started_at_to=day)
    return shown | {"color": COLOURS[worst], "href": href}


def _in_words(counts: dict[Any, int]) -> str:
    return ", ".join(f"{counts[status]} {status.label.lower()}" for status in COLOURS if counts[status])


def queue(*, now: datetime) -> dict[str, Any] | None:
    """Return how full the queue is; None where there is none."""
    if not has_queue():
        return None
    # Imported here: the app whose models it counts is installed on PostgreSQL only.
    from openbanking.jobs.queue import job_counts

    counts = job_counts()
    try:
        href = reverse("admin:procrastinate_procrastinatejob_changelist")
    except NoReverseMatch:
        href = ""
    return {"todo": counts["todo"], "doing": counts["doing"], "failed": counts["failed"], "href": href}
