"""One run of the sync: who is read, by how many workers, and what the outcome is called."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial

from django.utils import timezone

from openbanking.health.consents import warn_of_consents
from openbanking.health.failures import LOCKED, STOPPED
from openbanking.models import PowensUser, SyncRun
from openbanking.sync.context import Clock, RunContext
from openbanking.sync.locks import lock
from openbanking.sync.report import ConnectionReport, RunReport, record_outcomes
from openbanking.sync.scope import Scope
from openbanking.sync.signals import run_finished
from openbanking.sync.stopping import Stop
from openbanking.sync.threads import sync_each

Progress = Callable[[PowensUser, list[ConnectionReport]], None]


def run_sync(
    scope: Scope,
    *,
    workers: int = 1,
    dry_run: bool = False,
    clock: Clock = timezone.now,
    progress: Progress = lambda powens_user, reports: None,
    stop: Stop | None = None,
) -> RunReport:
    """Read everything in scope at Powens and write what changed.

    `progress` is called for each Powens user as it is done. A dry run reads and compares, but writes
    nothing, not even a record of itself. Asked to `stop`, the run ends after the connections being
    written. Raises UnknownTarget for a scope that does not exist; what fails at Powens is in the report
    instead.
    """
    bury_dead_runs(now=clock())
    users = scope.powens_users()
    run = SyncRun(started_at=clock(), full=scope.full)
    context = RunContext(run=run, scope=scope, dry_run=dry_run, clock=clock, stop=stop or Stop())
    if not dry_run:
        run.save(force_insert=True)
        context.stop.last_act = partial(_end_unfinished, run, SyncRun.Status.STOPPED, clock)
    with _lock_of(run):
        report = _sync_all(users, context, workers, progress)
        if not dry_run:
            _record(run, report)
    if not dry_run and report.status is not SyncRun.Status.STOPPED:
        run_finished.send_robust(SyncRun, at=clock())
    return report


def _sync_all(
    users: list[PowensUser], context: RunContext, workers: int, progress: Progress
) -> RunReport:
    """Sync these users, and report what became of them."""
    run, reports, left = context.run, list[ConnectionReport](), len(users)
    for user, done in sync_each(users, context, threads=workers):
        reports.extend(done)
        left -= 1
        if not context.dry_run:
            record_outcomes(run, user, done)
        progress(user, done)
    status = SyncRun.Status.STOPPED if left else status_of(reports)
    if not context.dry_run and status is not SyncRun.Status.STOPPED:
        warn_of_consents(users, now=context.clock())
    return RunReport(
        id=run.pk,
        status=status,
        started_at=run.started_at,
        finished_at=context.clock(),
        connections=reports,
    )


def _record(run: SyncRun, report: RunReport) -> None:
    run.status, run.warnings = report.status, report.warnings
    run.finished_at = run.updated_at = report.finished_at
    run.save(update_fields=["status", "warnings", "finished_at", "updated_at"])


def status_of(reports: list[ConnectionReport]) -> SyncRun.Status:
    """Name the outcome of a run: OK only if everything was read and no bank stands still."""
    if any(report.condition is STOPPED for report in reports):
        return SyncRun.Status.STOPPED
    if not reports:
        return SyncRun.Status.NOTHING_DUE
    if all(report.condition is LOCKED for report in reports):
        return SyncRun.Status.LOCKED
    if not any(report.read for report in reports):
        return SyncRun.Status.FAILED
    if all(report.in_sync for report in reports):
        return SyncRun.Status.OK
    return SyncRun.Status.PARTIAL


def bury_dead_runs(*, now: datetime) -> None:
    """Mark the runs whose process died: they still say running, yet nobody holds their lock."""
    for run in SyncRun.objects.running():
        with _lock_of(run) as taken:
            if taken:
                _end_unfinished(run, SyncRun.Status.DIED, lambda: now)


def _end_unfinished(run: SyncRun, status: SyncRun.Status, clock: Clock) -> None:
    now = clock()
    SyncRun.objects.filter(pk=run.pk, status=SyncRun.Status.RUNNING).update(
        status=status, finished_at=now, updated_at=now
    )


def _lock_of(run: SyncRun) -> AbstractContextManager[bool]:
    """Try to take the lock that says that a run goes on; it is over when somebody had it."""
    return lock(f"sync-run:{run.pk}", once=True)
