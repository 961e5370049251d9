"""Write all rows of the service to one sealed file."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InternalError
from django.utils import timezone

from openbanking.access.audit import record_tool
from openbanking.backups import Refused, back_up
from openbanking.management.progress import count_progress


class Command(BaseCommand):
    help = (
        "Write a backup: every table as it was at one instant, compressed, encrypted and authenticated, "
        "while the service goes on. It opens with FIELD_ENCRYPTION_KEYS alone: keep those elsewhere. "
        "Exit codes: 0 done, 1 no backup was made."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="A file that is not there yet.")

    def handle(self, *, file: Path, **options: Any) -> None:
        show = partial(count_progress, stream=self.stderr)
        try:
            made = back_up(file, now=timezone.now(), show=show)
        except Refused as refusal:
            raise CommandError(f"No backup was made. {refusal}") from None
        except OSError as error:
            raise CommandError(f"No backup was made. {file}: {error.strerror}.") from None
        # A standby takes no record: who reads there is not known to the primary.
        with suppress(InternalError):
            record_tool("backup")
        self.stdout.write(
            f"{file}: {made.rows:,} rows of {made.tables} tables, {made.size / 1e6:,.1f} MB. It opens "
            "with the present FIELD_ENCRYPTION_KEYS alone."
        )
