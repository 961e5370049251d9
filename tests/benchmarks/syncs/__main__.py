"""Measure syncs and write docs/benchmarks-sync.md: `python -m tests.benchmarks.syncs [--quick]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console

from tests.benchmarks.syncs import report
from tests.benchmarks.syncs.questions import ask
from tests.benchmarks.syncs.run import Place, Plan
from tests.postgresql import own_database, postgresql

DOCS = Path(__file__).resolve().parents[3] / "docs"


def main() -> None:
    """Measure in databases of its own, whatever the shell or a .env say, and name the page written."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.syncs", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, once each: does it run?")
    parser.add_argument("--into", type=Path, default=DOCS, help="folder of the page (docs)")
    options = parser.parse_args()
    plan = Plan.quick() if options.quick else Plan.full()
    console = Console(stderr=True)
    with postgresql() as server, own_database(server, "syncs") as url:
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0"],
            env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
            check=True,
        )
        place = Place(server, urlsplit(url).path.removeprefix("/"))
        results = ask(plan, place, lambda what: console.print(f"Measuring {what} …"))
        print(report.write(plan, results, url, options.into))


if __name__ == "__main__":
    main()
