"""Flood the service, and write docs/benchmarks-floods.md: `python -m tests.benchmarks.floods`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import django
from django.core.management import call_command

from tests.postgresql import own_database, postgresql

DOCS = Path(__file__).resolve().parents[3] / "docs"


def main() -> None:
    """Flood a service over a database of its own, whatever the shell or a .env say; name the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.floods", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a second for each flood: does it run?")
    parser.add_argument("--into", type=Path, default=DOCS, help="folder of the page (docs)")
    options = parser.parse_args()
    with postgresql() as server, own_database(server, "floods") as url:
        os.environ |= {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "LOG_LEVEL": "ERROR",
        }
        django.setup()
        call_command("migrate", verbosity=0)
        from tests.benchmarks.floods.run import run

        print(run(1 if options.quick else 12, url, options.into))


if __name__ == "__main__":
    main()
