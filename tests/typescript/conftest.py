"""Programs of others that run on Node.js, installed once for the whole suite."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "openapi.yaml"
NPM, NODE = shutil.which("npm"), shutil.which("node")
SOURCES = ("package.json", "tsconfig.json", "client.ts", "agent.ts")
QUIET = ("--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")

Completed = subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the programs and with the clients compiled, shared by the suite's processes."""
    if not (NPM and NODE):
        pytest.skip("there is no Node.js on this machine")
    base = tmp_path_factory.getbasetemp()
    # Processes of one run have their folders side by side.
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "typescript"
    with FileLock(shared / "typescript.file-lock"):
        if not folder.exists():
            _make(folder)
    if not (folder / "built").exists():
        pytest.skip("the packages cannot be fetched on this machine")
    return folder


def _make(folder: Path) -> None:
    folder.mkdir()
    for name in SOURCES:
        shutil.copy(HERE / name, folder)
    if run_in(folder, str(NPM), "install", *QUIET).returncode:
        return
    tools = folder / "node_modules" / ".bin"
    for command in (
        [str(tools / "openapi-typescript"), str(DOCUMENT), "-o", "api.d.ts"],
        [str(tools / "tsc"), "--project", "."],
    ):
        done = run_in(folder, *command)
        assert done.returncode == 0, done.stdout + done.stderr


def run_in(folder: Path, *command: str, **environment: str) -> Completed:
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


@pytest.fixture(scope="session")
def node(project: Path) -> Callable[..., Completed]:
    """Run a compiled program, or a tool of a package, and return what came of it."""

    def node(program: str, *arguments: str, **environment: str) -> Completed:
        compiled = project / "built" / program
        command = (
            [str(NODE), str(compiled)]
            if compiled.exists()
            else [str(project / "node_modules" / ".bin" / program)]
        )
        return run_in(project, *command, *arguments, **environment)

    return node
