"""The snippets of the documentation, run by the programs they are for, against a live server."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from contracts import registry
from contracts.docs.examples import examples_of
from contracts.docs.snippets import curl, python, typescript
from tests import factories

KEYS = pytest.mark.parametrize("key", ["openbanking.balances.get", "openbanking.accounts.sync"])


@pytest.fixture
def ran(transactional_db, live_server, sample, alice):
    token = factories.make_token(alice)

    def ran(command, text=None):
        environment = {**os.environ, "TOKEN": token}
        done = subprocess.run(
            command, input=text, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return live_server.url, ran


@KEYS
def test_python(ran, key):
    site, run = ran
    operation = registry[key]
    text = python(operation, examples_of(operation)[0], site=site)
    out = run([sys.executable, "-"], f"{text}\nprint(answer)")
    assert ("Decimal('1310.42')" in out) == (key == "openbanking.balances.get")


@KEYS
def test_curl(ran, key):
    site, run = ran
    operation = registry[key]
    text = curl(operation, examples_of(operation)[0], site=site)
    assert json.loads(run(["sh", "-c", f"{text} --silent --fail-with-body"]))


def test_typescript_is_written_for_queries_and_commands():
    for operation in registry:
        text = typescript(operation, examples_of(operation)[0], site="https://bank.example.org")
        assert f"https://bank.example.org/api/{operation.path}" in text
