"""Measure every page, and write docs/benchmarks-pages.md."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import django
from django.core.management import call_command

from tests.postgresql import own_database, postgresql

DOCS = Path(__file__).resolve().parents[3] / "docs"


def main() -> None:
    """Measure in a database of its own, whatever the shell or a .env say, and name the page written."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.pages", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rows and requests: does it run?")
    parser.add_argument("--into", type=Path, default=DOCS, help="folder of the page (docs)")
    options = parser.parse_args()
    with postgresql() as server, own_database(server, "pages") as url:
        os.environ |= {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "LOG_LEVEL": "WARNING",
        }
        django.setup()
        call_command("migrate", verbosity=0)
        from tests.benchmarks.pages.run import Plan, run

        print(run(Plan.quick() if options.quick else Plan.full(), url, options.into))


if __name__ == "__main__":
    main()
