"""Copy everything to another database, as from SQLite to PostgreSQL."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from openbanking.access.audit import record_tool
from openbanking.backups import Refused, move
from openbanking.management.progress import count_progress


class Command(BaseCommand):
    help = (
        "Copy all rows to another database, and compare every table there. This one stays as it is. "
        "Stop the service meanwhile. Work that waits in the queue is not copied: the next sync does it. "
        "Exit codes: 0 done, 1 nothing was moved, 2 wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to",
            required=True,
            metavar="URL",
            help="Address of the other database, as DATABASE_URL takes it; - reads it from standard "
            "input, where no list of processes shows it.",
        )
        parser.add_argument(
            "--replace", action="store_true", help="Let go what that database holds, if it holds any."
        )

    def handle(self, *, to: str, replace: bool, **options: Any) -> None:
        url = sys.stdin.readline().strip() if to == "-" else to
        if "://" not in url:
            raise CommandError("--to takes the address of a database.", returncode=2)
        show = partial(count_progress, stream=self.stderr)
        try:
            made = move(url, now=timezone.now(), replace=replace, show=show)
        except (Refused, OSError) as refusal:
            raise CommandError(str(refusal)) from None
        record_tool("move_database")
        self.stdout.write(
            f"{made.rows:,} rows of {made.tables} tables are in the other database too. Make its "
            "address DATABASE_URL, and start the service again."
        )
