"""Run everything that must hold before a change lands, and sum it up.

`python -m tests check` runs the linters, the type checker and the checks of Django and of contracts, all
at once: it is what `make check` is. `python -m tests` runs them and then the suites, on SQLite and on
PostgreSQL: it is what `make test` and the CI are. PostgreSQL is that of `tests.postgresql`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.postgresql import postgresql

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: dict[str, list[str]] = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "import rules": ["lint-imports"],
    "types": ["mypy", "."],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run", "--no-input"],
    "contracts": ["python", "manage.py", "contracts", "check"],
    "dependencies": ["deptry", "--no-ansi", "."],
    "licences": ["python", "-m", "tests.supply", "licences"],
    "advisories": ["python", "-m", "tests.supply", "advisories"],
    "system checks": ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}
# Complete settings, so that the checks see what a deployment would.
PRODUCTION = {
    "SECRET_KEY": "for the checks only: long, varied and used nowhere else, 0123456789",
    "FIELD_ENCRYPTION_KEYS": "QcKQk3YVkrh3PzHmSMTVBbhK1TmbhSEiKnvXSqbeLAs=",
    "SECURE_SSL_REDIRECT": "true",
    "ALLOWED_HOSTS": "bank.example.org",
    "POWENS_BASE_URL": "https://example.biapi.pro/2.0",
    "POWENS_CLIENT_ID": "1",
    "POWENS_CLIENT_SECRET": "for the checks only",
    "DEBUG": "false",
}
PARALLEL = [*("-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"), "--durations", "15"]
CONTRACTS = ["python", "-m", "pytest", *PARALLEL, "-c", "tests/contracts/pytest.ini", "tests/contracts"]
PROJECT = ["python", "-m", "pytest", *PARALLEL]
# What holds for every operation, page and list, asked by web processes as PostgreSQL lets them.
BEHIND_THE_WALL = [
    *PROJECT,
    *(
        f"tests/openbanking/{each}.py"
        for each in (
            *("operations/test_every_operation", "operations/test_every_channel"),
            *("access/test_scopes", "dashboard/test_families", "dashboard/test_pages"),
            *("admin/test_every_page", "admin/test_scoping", "signin/test_confirmation"),
        )
    ),
]
OF_CONTRACTS = ["coverage", "report", "--include=contracts/*", "--fail-under=98"]


@dataclass(frozen=True, slots=True)
class Step:
    """How one step went."""

    name: str
    passed: bool
    seconds: float
    output: str = ""

    @property
    def word(self) -> str:
        return "ok    " if self.passed else "FAILED"

    @property
    def note(self) -> str:
        """Return why a step has looked at nothing, where it says so."""
        line = self.output.partition("\n")[0]
        return f": {line}" if self.passed and line.startswith("Skipped") else ""


def main(arguments: list[str]) -> int:
    """Run the steps asked for, print one line for each, and return 1 if any failed."""
    steps = check()
    if arguments != ["check"]:
        steps += test()
    print("\nSummary")
    for step in steps:
        print(f"  {step.word}  {step.name} ({step.seconds:.0f} s){step.note}")
    failed = sum(not step.passed for step in steps)
    print(f"{len(steps) - failed} steps passed, {failed} failed")
    return 1 if failed else 0


def check() -> list[Step]:
    """Run every check at once, and show what those that failed have to say."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        steps = list(pool.map(lambda item: _quietly(*item), CHECKS.items()))
    for step in steps:
        if not step.passed:
            print(f"\n── {step.name}\n{step.output}")
    return steps


def test() -> list[Step]:
    """Run the suites, on one database after the other: each uses every core there is.

    Branches are measured on SQLite only, where that costs least.
    """
    sqlite = {"DATABASE_URL": f"sqlite:///{ROOT / 'db.sqlite3'}"}
    with tempfile.TemporaryDirectory(prefix="coverage-") as folder:
        measured = sqlite | {"COVERAGE_FILE": f"{folder}/coverage"}
        branches = ["--cov", "--cov-branch", "--cov-report=", "--cov-append", "--cov-fail-under=0"]
        steps = [
            _aloud("contracts alone on SQLite", [*CONTRACTS, *branches], measured),
            _aloud("suite on SQLite", [*PROJECT, *branches], measured),
            _aloud("coverage of branches", ["coverage", "report"], measured),
            _aloud("coverage of contracts", OF_CONTRACTS, measured),
        ]
    with postgresql(durable=False) as url:
        steps += [
            _aloud("contracts alone on PostgreSQL", CONTRACTS, {"DATABASE_URL": url}),
            _aloud("suite on PostgreSQL", PROJECT, {"DATABASE_URL": url}),
            _aloud(
                "every operation and page behind the wall",
                BEHIND_THE_WALL,
                {"DATABASE_URL": url, "ROW_LEVEL_SECURITY": "true"},
            ),
        ]
    return steps


def _quietly(name: str, command: list[str]) -> Step:
    started = time.monotonic()
    done = subprocess.run(
        _program(command),
        cwd=ROOT,
        env={**os.environ, **PRODUCTION, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Step(name, done.returncode == 0, time.monotonic() - started, done.stdout)


def _aloud(name: str, command: list[str], environment: dict[str, str]) -> Step:
    print(f"\n── {name}", flush=True)
    started = time.monotonic()
    done = subprocess.run(_program(command), cwd=ROOT, env={**os.environ, **environment}, check=False)
    return Step(name, done.returncode == 0, time.monotonic() - started)


def _program(command: list[str]) -> list[str]:
    return [str(BIN / command[0]), *command[1:]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
