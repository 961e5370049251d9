"""The import rules: each wall stands, and falls over when somebody walks through it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("config", "contracts", "openbanking", "tests/architecture")
# Lines that must not be, where they are planted, and how that is reported.
PLANTED = [
    ("openbanking/linking/users.py", "requests", "openbanking.linking.users may not import requests."),
    ("contracts/caller.py", "config.settings", "contracts.caller may not import config.settings."),
    ("contracts/caller.py", "openbanking", "contracts.caller may not import openbanking."),
    (
        "openbanking/webhooks/receive.py",
        "contracts.mcp",
        "openbanking.webhooks.receive may not import contracts.mcp.",
    ),
    (
        "openbanking/powens/client.py",
        "openbanking.models",
        "openbanking.powens.client may not import openbanking.models.",
    ),
    ("openbanking/powens/client.py", "django", "openbanking.powens.client may not import django."),
    (
        "openbanking/sandbox/world/clock.py",
        "openbanking.fields",
        "openbanking.sandbox.world.clock may not import openbanking.fields.",
    ),
    (
        "openbanking/sandbox/world/clock.py",
        "contracts",
        "openbanking.sandbox.world.clock may not import contracts.",
    ),
    (
        "openbanking/review/merges.py",
        "openbanking.sync.locks",
        "openbanking.review.merges -> openbanking.sync.locks (l.",
    ),
    (
        "openbanking/sync/locks.py",
        "openbanking.sync.run",
        "openbanking.sync.locks may not import openbanking.sync.run.",
    ),
    (
        "openbanking/models/base.py",
        "openbanking.sync",
        "openbanking.models.base may not import openbanking.sync.",
    ),
    ("openbanking/helpers.py", "json", "openbanking.helpers is in no room"),
    ("contracts/helpers.py", "json", "contracts.helpers is in no room"),
    ("openbanking/sync/helpers.py", "json", "openbanking.sync.helpers is in no room"),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source, to plant violations in."""
    copy = tmp_path_factory.mktemp("tree")
    for name in COPIED:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "tests/__init__.py").touch()
    shutil.copy(ROOT / ".importlinter", copy)
    return copy


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def as_it_is(tree: Path) -> subprocess.CompletedProcess[str]:
    """What is said of the source as it is."""
    return lint(tree)


@pytest.fixture(scope="module")
def planted(tree: Path, as_it_is: subprocess.CompletedProcess[str]) -> str:
    """What is said once every violation is planted."""
    for module, imported, _ in PLANTED:
        with (tree / module).open("a") as file:
            file.write(f"\nimport {imported}\n")
    done = lint(tree)
    assert done.returncode == 1
    return " ".join(done.stdout.split())


def test_every_wall_stands(as_it_is):
    assert as_it_is.returncode == 0, as_it_is.stdout


@pytest.mark.parametrize("reported", [each for *_, each in PLANTED])
def test_planted_violation_is_found(as_it_is, planted, reported):
    assert reported in planted
    assert reported not in " ".join(as_it_is.stdout.split())
