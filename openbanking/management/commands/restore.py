"""Fill the database from a backup."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from openbanking.access.audit import record_tool
from openbanking.backups import Refused, examine, restore
from openbanking.encryption.plaintext import wordings_in_another_form
from openbanking.management.progress import count_progress


class Command(BaseCommand):
    help = (
        "Restore a backup into the database of DATABASE_URL, whichever kind it came from: checked whole "
        "first, compared table by table before it is kept, and migrated on where it is older. Stop the "
        "service and the workers meanwhile. "
        "Exit codes: 0 done, 1 nothing was restored and all is as it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="What manage.py backup wrote.")
        parser.add_argument(
            "--replace", action="store_true", help="Let go what the database holds, if it holds any."
        )
        parser.add_argument(
            "--check", action="store_true", help="Read all of the file, and restore nothing."
        )

    def handle(self, *, file: Path, replace: bool, check: bool, **options: Any) -> None:
        show = partial(count_progress, stream=self.stderr)
        try:
            if check:
                found = examine(file, show=show)
                self.stdout.write(
                    f"{file} is sound: {found.rows:,} rows of {found.head.made_at:%F %T} UTC."
                )
                return
            done = restore(file, replace=replace, show=show)
        except Refused as refusal:
            raise CommandError(f"Nothing was restored. {refusal}") from None
        record_tool("restore")
        self.stdout.write(
            f"{done.rows:,} rows of {done.head.made_at:%F %T} UTC are restored and compared"
            + (f"; {done.migrated} newer migrations have run." if done.migrated else ".")
        )
        if any(wordings_in_another_form()):
            self.stdout.write(
                "Now run encrypt_wordings: wordings are in another form than ENCRYPT_WORDINGS says."
            )
        if settings.ROW_LEVEL_SECURITY:
            self.stdout.write("Now run secure_database: the tables are new.")
