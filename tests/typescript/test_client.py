"""A TypeScript client generated from the document compiles under `strict` and reads a live answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from openbanking.operations.examples import ID
from tests import factories

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "openapi.yaml"
NPM, NODE = shutil.which("npm"), shutil.which("node")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A folder with the client's source and what it needs."""
    if not (NPM and NODE):
        pytest.skip("there is no Node.js on this machine")
    folder = tmp_path_factory.mktemp("client")
    for name in ("package.json", "tsconfig.json", "client.ts"):
        shutil.copy(HERE / name, folder)
    quiet = ("--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")
    installed = _run(folder, NPM, "install", *quiet)
    if installed.returncode:
        pytest.skip("the packages cannot be fetched on this machine")
    return folder


def _run(folder, *command, **environment):
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


@pytest.mark.django_db(transaction=True)
def test_client_compiles_and_reads_a_live_answer(project, live_server, sample, alice):
    tools = project / "node_modules" / ".bin"
    for command in (
        [str(tools / "openapi-typescript"), str(DOCUMENT), "-o", "api.d.ts"],
        [str(tools / "tsc"), "--project", "."],
    ):
        done = _run(project, *command)
        assert done.returncode == 0, done.stdout + done.stderr
    token = factories.make_token(alice)
    done = _run(project, NODE, "built/client.js", live_server.url, ID, ID, TOKEN=token)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["current"], answer["code"]) == (1310.42, "VALIDATION_FAILED")
