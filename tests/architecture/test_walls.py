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


def test_every_wall_stands(tree):
    done = lint(tree)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "line", "reported"),
    [
        ("openbanking/linking/users.py", "import requests", "openbanking.linking.users may not"),
        ("contracts/caller.py", "import config.settings", "contracts.caller may not import config"),
        ("contracts/caller.py", "import openbanking", "contracts.caller may not import openbanking"),
        ("openbanking/webhooks/receive.py", "import contracts.mcp", "openbanking.webhooks.receive may"),
        ("openbanking/powens/client.py", "import openbanking.models", "openbanking.powens.client may"),
        ("openbanking/powens/client.py", "import django", "openbanking.powens.client may not import"),
        (
            "openbanking/sandbox/world/clock.py",
            "import openbanking.fields",
            "sandbox.world.clock may not",
        ),
        (
            "openbanking/sandbox/world/clock.py",
            "import contracts",
            "sandbox.world.clock may not",
        ),
        ("openbanking/review/merges.py", "import openbanking.sync.locks", "Sync is reached by its"),
        ("openbanking/sync/locks.py", "import openbanking.sync.run", "openbanking.sync.locks may not"),
        ("openbanking/models/base.py", "import openbanking.sync", "openbanking.models.base may not"),
        ("openbanking/helpers.py", "import json", "openbanking.helpers is in no room"),
        ("contracts/helpers.py", "import json", "contracts.helpers is in no room"),
        ("openbanking/sync/helpers.py", "import json", "openbanking.sync.helpers is in no room"),
    ],
)
def test_planted_violation_is_found(tree, module, line, reported):
    file = tree / module
    before = file.read_text() if file.exists() else None
    file.write_text((before or "") + line + "\n")
    try:
        done = lint(tree)
    finally:
        file.unlink() if before is None else file.write_text(before)
    assert done.returncode == 1
    assert reported in " ".join(done.stdout.split())
