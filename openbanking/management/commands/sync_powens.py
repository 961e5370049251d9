"""The cron job: bring everything in sync with Powens."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from openbanking.gateway.credentials import NotConfigured, check_configured
from openbanking.jobs import Reason, has_queue, request_sync
from openbanking.management.progress import sync_progress
from openbanking.management.stopping import TERMINATED, stoppable
from openbanking.models import SyncRun
from openbanking.sync import RunReport, Scope, UnknownTarget, queued_as_json, run_sync

EXIT_CODES = {
    SyncRun.Status.OK: 0,
    SyncRun.Status.NOTHING_DUE: 0,
    SyncRun.Status.FAILED: 1,
    SyncRun.Status.PARTIAL: 3,
    SyncRun.Status.LOCKED: 4,
    SyncRun.Status.STOPPED: TERMINATED,
}
WRONG_USAGE = 2
ALWAYS_SAID = frozenset({"accounts", "balances", "transactions"})


class Command(BaseCommand):
    help = (
        "Read connections, accounts, balances, transactions and what accounts hold and owe from Powens, "
        "and write what changed. "
        "Exit codes: 0 done or nothing due, 1 all failed, 2 wrong usage or configuration, 3 partial, "
        f"4 another run holds the lock, {TERMINATED} stopped by a signal: what was done is kept, the "
        "next run does the rest."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--tenant", action="append", default=[], metavar="SLUG", help="Only this family."
        )
        parser.add_argument(
            "--connection", action="append", default=[], metavar="ID", help="Only this connection."
        )
        parser.add_argument(
            "--full", action="store_true", help="Ignore cursors and read whole histories again."
        )
        parser.add_argument(
            "--workers", type=int, default=4, metavar="N", help="Powens users read at once (4)."
        )
        parser.add_argument(
            "--enqueue", action="store_true", help="Leave the work to a worker (PostgreSQL)."
        )
        parser.add_argument("--json", action="store_true", help="One JSON document, nothing else.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Read and compare, but write nothing."
        )

    def handle(
        self,
        *,
        tenant: list[str],
        connection: list[str],
        full: bool,
        workers: int,
        enqueue: bool,
        dry_run: bool,
        **options: Any,
    ) -> None:
        if workers < 1:
            raise CommandError("--workers takes 1 or more.", returncode=WRONG_USAGE)
        if enqueue and dry_run:
            raise CommandError("--enqueue and --dry-run do not go together.", returncode=WRONG_USAGE)
        scope = Scope(tenants=tenant, connections=connection, full=full)
        as_json: bool = options["json"]
        try:
            users = scope.powens_users()
            check_configured(users)
            if enqueue and has_queue():
                request_sync(users, reason=Reason.COMMAND, full=full)
                words = f"Left {len(users)} Powens users to the workers."
                self.stdout.write(json.dumps(queued_as_json(len(users))) if as_json else words)
                return
            with (
                stoppable() as stop,
                sync_progress(total=len(users), stream=self.stderr, quiet=as_json) as progress,
            ):
                report = run_sync(scope, workers=workers, dry_run=dry_run, progress=progress, stop=stop)
        except (UnknownTarget, NotConfigured) as error:
            raise CommandError(str(error), returncode=WRONG_USAGE) from None
        self.stdout.write(json.dumps(report.as_json()) if as_json else summary(report))
        if code := EXIT_CODES[report.status]:
            sys.exit(code)


def summary(report: RunReport) -> str:
    """Return the run in a few plain lines, fit for a cron mail; of what is not there it says nothing."""
    lines = [
        f"{kind}: {counts.seen} seen, {counts.added} added, {counts.changed} changed, "
        f"{counts.unchanged} unchanged, {counts.removed} removed, {counts.warnings} warnings"
        for kind, counts in report.totals.kinds()
        if kind in ALWAYS_SAID or counts.seen or counts.written or counts.warnings
    ]
    lines += report.warnings
    lines += [
        f"{each.tenant}, {each.institution}: {each.condition.status}, {each.condition.message} "
        f"(must act: {each.condition.who_must_act})"
        for each in report.connections
        if not each.in_sync
    ]
    return "\n".join([*lines, f"Run {report.id}: {report.status}"])
