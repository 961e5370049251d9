"""Ratios that matter, each measured within one run: `python -m tests.benchmarks`.

Prints medians in milliseconds and their ratio. Needs nothing but SQLite in memory; nothing here can
fail, so nothing here is a test.
"""

from __future__ import annotations

import os

import django
from django.core.management import call_command
from django.test.utils import setup_test_environment
from rich.console import Console
from rich.progress import track
from rich.table import Table


def main() -> None:
    """Measure in an environment of its own, whatever the shell or a .env say."""
    os.environ |= {
        "DATABASE_URL": "sqlite://:memory:",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LOG_LEVEL": "WARNING",
    }
    django.setup()
    setup_test_environment()
    from tests.benchmarks import answers
    from tests.benchmarks.measuring import medians

    call_command("migrate", verbosity=0)
    table = Table("What", "First, ms", "Second, ms", "Ratio")
    for pair in track(answers.pairs(), console=Console(stderr=True), description="Measuring"):
        first, second = medians(pair)
        table.add_row(pair.name, f"{first:.2f}", f"{second:.2f}", f"{first / second:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
