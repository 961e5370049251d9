"""The cron job of what is kept for a time only."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from openbanking.management.progress import named_progress
from openbanking.retention import KINDS, AlreadyPruning, Pruned, prune

WRONG_USAGE = 2


class Command(BaseCommand):
    help = (
        "Delete what is past the time it is kept for: KEEP_…_DAYS and AUDIT_DAYS say how long, "
        "docs/operations.md what each is. In small transactions, beside a running service and sync. "
        "Exit codes: 0 done or nothing to do, 1 nothing could be pruned, 2 wrong usage, 3 partial, "
        "4 another process is pruning."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only", action="append", default=[], metavar="KIND", help="Only this kind; repeatable."
        )
        parser.add_argument("--dry-run", action="store_true", help="Count, but delete nothing.")
        parser.add_argument("--json", action="store_true", help="One JSON document, nothing else.")

    def handle(self, *, only: list[str], dry_run: bool, **options: Any) -> None:
        by_name = {kind.name: kind for kind in KINDS}
        if unknown := set(only) - by_name.keys():
            raise CommandError(
                f"There is no kind {', '.join(sorted(unknown))}. There are: {', '.join(by_name)}.",
                returncode=WRONG_USAGE,
            )
        kinds = [kind for name, kind in by_name.items() if not only or name in only]
        as_json: bool = options["json"]
        done: list[Pruned] | None = None
        with (
            suppress(AlreadyPruning),
            named_progress("Pruning", stream=self.stderr, quiet=as_json) as progress,
        ):
            done = prune(
                kinds,
                now=timezone.now(),
                dry_run=dry_run,
                progress=lambda kind, rows: progress(kind.name, rows),
            )
        self.stdout.write(
            json.dumps(document(done, dry_run=dry_run)) if as_json else summary(done, dry_run=dry_run)
        )
        if code := exit_code(done):
            sys.exit(code)


def exit_code(done: list[Pruned] | None) -> int:
    """Return what cron is told."""
    if done is None:
        return 4
    if not any(each.failed for each in done):
        return 0
    return 1 if all(each.failed for each in done if each.before is not None) else 3


STATUSES = {0: "ok", 1: "failed", 3: "partial", 4: "locked"}


def document(done: list[Pruned] | None, *, dry_run: bool) -> dict[str, Any]:
    """Return what was done as one JSON object."""
    return {
        "status": STATUSES[exit_code(done)],
        "dryRun": dry_run,
        "rows": sum(each.rows for each in done or ()),
        "kinds": [
            {
                "kind": each.kind.name,
                "days": getattr(settings, each.kind.setting) if each.kind.setting else None,
                "before": each.before.isoformat() if each.before else None,
                "rows": each.rows,
                "failed": each.failed,
            }
            for each in done or ()
        ],
    }


def summary(done: list[Pruned] | None, *, dry_run: bool) -> str:
    """Return what was done in a few plain lines, fit for a cron mail."""
    if done is None:
        return "Another process is pruning."
    verb = "would go" if dry_run else "deleted"
    return "\n".join(_line(each, verb) for each in done)


def _line(each: Pruned, verb: str) -> str:
    if each.before is None:
        return f"{each.kind.name}: all kept ({each.kind.setting} is 0)"
    until = f", from before {each.before:%Y-%m-%d}" if each.kind.setting else ""
    failed = "; it failed, the log says why" if each.failed else ""
    return f"{each.kind.name}: {each.rows} {verb}{until}{failed}"
