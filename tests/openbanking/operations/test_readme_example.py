"""The README's example of a new operation: one file, dropped into a copy of the project, works."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[3]
KEY = "openbanking.accounts.count"
# The tests of every operation, and those of calls that are added here.
EVERY, MINE = "test_every_operation", "test_example_calls"
MODULE = "openbanking/operations/accounts/count.py"
COPIED = [
    *("config", "contracts", "docs", "openbanking", "templates", "tests"),
    *("manage.py", "pyproject.toml", "contracts.lock.json", "Makefile", "README.md"),
]
IGNORED = shutil.ignore_patterns("__pycache__", "*.png")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the README's example in its place."""
    copy = tmp_path_factory.mktemp("project")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=IGNORED)
        else:
            shutil.copy(source, copy / name)
    [example] = re.findall(
        rf"```python\n(\"\"\"`{re.escape(KEY)}`.*?)```", (ROOT / "README.md").read_text(), re.DOTALL
    )
    (copy / MODULE).write_text(example)
    return copy


def run(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments in the copy, on a database of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env={**kept, "DATABASE_URL": f"sqlite:///{project / 'db.sqlite3'}", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def manage(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(project, "manage.py", *arguments, DEBUG="true")


def test_it_is_not_served_silently_but_locked_by_the_command_that_is_named(project):
    behind = manage(project, "contracts", "check")
    assert behind.returncode != 0
    assert KEY in behind.stderr
    assert "make contracts" in behind.stderr
    [recipe] = re.findall(
        r"^contracts:.*\n((?:\t.*\n)+)", (project / "Makefile").read_text(), re.MULTILINE
    )
    done = subprocess.run(
        ["sh", "-c", recipe.replace("$(BIN)/python", sys.executable).strip().removeprefix("@")],
        cwd=project,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not (project / "var").exists()
    in_sync = manage(project, "contracts", "check")
    assert in_sync.returncode == 0, in_sync.stderr
    assert KEY in (project / "docs/openapi.yaml").read_text()


def test_it_is_described_on_the_command_line(project):
    shown = manage(project, "contracts", "show", KEY)
    assert json.loads(shown.stdout[: shown.stdout.rindex("}") + 1].partition("@query")[0])["key"] == KEY


CALLS = f'''
"""Calls the example through every channel."""

from django.core.management import call_command
import json

from contracts import Caller, Channel, registry
from contracts.mcp.server import call as call_tool
from contracts.mcp.tools import operations_for, tool_name

KEY = "{KEY}"


def test_it_is_served_at_rest_mcp_and_command_line(as_alice, alice, account, capsys):
    assert as_alice.get(KEY, currency="EUR").json() == {{"count": 1}}
    caller = Caller(user=alice, channel=Channel.MCP)
    assert registry[KEY] in list(operations_for(caller))
    answer = call_tool(caller, tool_name(registry[KEY]), {{"currency": "EUR"}}, trace_id="1")
    assert answer.structured_content == {{"count": 1}}
    call_command("contracts", "call", KEY, "--as", "alice", "--input", json.dumps({{"currency": "USD"}}))
    assert json.loads(capsys.readouterr().out) == {{"count": 0}}
'''


@pytest.fixture(scope="module")
def outcomes(project: Path) -> dict[str, list[str]]:
    """Run the tests of every operation for it, and its calls; returns what became of each, by file."""
    (project / "tests/openbanking/operations/test_example_calls.py").write_text(CALLS)
    report = project / "report.xml"
    files = [f"tests/openbanking/operations/{name}.py" for name in (EVERY, MINE)]
    run(
        project,
        *("-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", *files),
        *("-k", f"{KEY} or {MINE}", "--junitxml", str(report)),
    )
    found: dict[str, list[str]] = {EVERY: [], MINE: []}
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314  (made by pytest, just now)
        (name,) = (each for each in found if each in case.get("classname", ""))
        said = [each.text or "" for each in case if each.tag in ("failure", "error")]
        found[name].append(said[0] if said else "skipped" if len(case) else "passed")
    return found


def test_every_test_that_holds_for_all_operations_holds_for_it(outcomes):
    assert set(outcomes[EVERY]) <= {"passed", "skipped"}
    assert outcomes[EVERY].count("passed") > 15


def test_it_is_served_at_rest_mcp_and_command_line(outcomes):
    assert outcomes[MINE] == ["passed"]
