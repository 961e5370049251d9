"""Read what currencies are worth against the euro."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from openbanking.management.progress import count_progress
from openbanking.rates import (
    Published,
    RatesUnavailable,
    SourceDiffers,
    Stored,
    UnreadableRates,
    download,
    read,
    store,
)
from openbanking.rates.fetching import DAILY, HISTORY, QUARTER


class Command(BaseCommand):
    help = (
        "Read the euro reference rates of the European Central Bank, which are published on working "
        "days at about 16:00 CET, and keep those that are new. Reads the last 90 days, so that a day "
        "on which it did not run costs nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--daily", action="store_true", help="Only the newest day.")
        which.add_argument("--history", action="store_true", help="Every day since 1999.")
        which.add_argument(
            "--file",
            type=Path,
            metavar="PATH",
            help="A file of the Bank's instead: XML, CSV, or an archive of one.",
        )

    def handle(
        self, *, daily: bool, history: bool, file: Path | None, verbosity: int, **options: Any
    ) -> None:
        name = DAILY if daily else HISTORY if history else QUARTER
        try:
            data = file.read_bytes() if file else download(settings.ECB_RATES_URL, name)
            published = read(data)
            with count_progress("Days", total=len(published.days), stream=self.stderr) as progress:
                stored = store(published, now=timezone.now(), progress=progress)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.", returncode=2) from None
        except UnreadableRates as error:
            raise CommandError(f"{file or name} cannot be read. {error}") from None
        except (RatesUnavailable, SourceDiffers) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(summary(published, stored))


def summary(published: Published, stored: Stored) -> str:
    """Return what was read in a few plain lines, fit for a cron mail."""
    seen = stored.added + len(stored.corrected) + stored.unchanged
    counts = (
        f"rates: {seen} seen, {stored.added} added, {len(stored.corrected)} corrected, "
        f"{stored.unchanged} unchanged, up to {published.newest}, by {published.source}"
    )
    return "\n".join([counts, *map(str, stored.corrected)])
