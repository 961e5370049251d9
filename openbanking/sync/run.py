"""One run of the sync: who is read, by how many workers, and what the outcome is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime

from django.db import connections
from django.utils import timezone

from openbanking.health.consents import warn_of_consents
from openbanking.health.failures import LOCKED
from openbanking.models import PowensUser, SyncRun
from openbanking.sync.locks import lock
from openbanking.sync.report import ConnectionReport, RunReport, record_outcomes
from openbanking.sync.scope import Scope
from openbanking.sync.signals import run_finished
from openbanking.sync.user import sync_powens_user

Clock = Callable[[], datetime]
Progress = Callable[[PowensUser, list[ConnectionReport]], None]


def run_sync(
    scope: Scope,
    *,
    workers: int = 1,
    dry_run: bool = False,
    clock: Clock = timezone.now,
    progress: Progress = lambda powens_user, reports: None,
) -> RunReport:
    """Read everything in scope at Powens and write what changed.

    `progress` is called for each Powens user as it is done. A dry run reads and compares, but writes
    nothing, not even a record of itself. Raises UnknownTarget for a scope that does not exist; what
    fails at Powens is in the report instead.
    """
    bury_dead_runs(now=clock())
    users = scope.powens_users()
    run = SyncRun(started_at=clock(), full=scope.full)
    if not dry_run:
        run.save(force_insert=True)
    reports: list[ConnectionReport] = []
    with lock(_lock_of(run)):
        for user, done in _sync_each(users, run, scope, workers, dry_run, clock):
            reports.extend(done)
            if not dry_run:
                record_outcomes(run, user, done)
            progress(user, done)
        if not dry_run:
            warn_of_consents(users, now=clock())
        report = RunReport(
            id=run.pk,
            status=status_of(reports),
            started_at=run.started_at,
            finished_at=clock(),
            connections=reports,
        )
        if not dry_run:
            _record(run, report)
    if not dry_run:
        run_finished.send_robust(SyncRun, at=clock())
    return report


def _record(run: SyncRun, report: RunReport) -> None:
    run.status, run.warnings = report.status, report.warnings
    run.finished_at = run.updated_at = report.finished_at
    run.save(update_fields=["status", "warnings", "finished_at", "updated_at"])


def status_of(reports: list[ConnectionReport]) -> SyncRun.Status:
    """Name the outcome of a run: OK only if everything was read and no bank stands still."""
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
        with lock(_lock_of(run)) as taken:
            if taken:
                SyncRun.objects.filter(pk=run.pk, status=SyncRun.Status.RUNNING).update(
                    status=SyncRun.Status.DIED, finished_at=now, updated_at=now
                )


def _lock_of(run: SyncRun) -> str:
    return f"sync-run:{run.pk}"


def _sync_each(
    users: list[PowensUser],
    run: SyncRun,
    scope: Scope,
    workers: int,
    dry_run: bool,
    clock: Clock,
) -> Iterator[tuple[PowensUser, list[ConnectionReport]]]:
    if workers == 1 or len(users) < 2:
        for user in users:
            yield user, sync_powens_user(user, run=run, scope=scope, dry_run=dry_run, clock=clock)
        return
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="sync") as pool:
        futures = {pool.submit(_in_thread, user, run, scope, dry_run, clock): user for user in users}
        for future in as_completed(futures):
            yield futures[future], future.result()


def _in_thread(
    user: PowensUser, run: SyncRun, scope: Scope, dry_run: bool, clock: Clock
) -> list[ConnectionReport]:
    try:
        return sync_powens_user(user, run=run, scope=scope, dry_run=dry_run, clock=clock)
    finally:
        connections.close_all()  # a worker's database connections end with it
