"""The examples of the documentation, run as they are written: they cannot lie."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from openapi_schema_validator import OAS31Validator

from contracts.docs.examples import examples_of
from contracts.docs.snippets import curl, python, typescript
from contracts.registry import registry
from contracts.schema.json_schema import schema_of
from openbanking.models import Membership
from tests import factories
from tests.openbanking.operations.test_every_operation import OPERATIONS, _strangers, call

EXAMPLES = [(operation, example) for operation in OPERATIONS for example in examples_of(operation)]


def names(value):
    return getattr(value, "title", "") or str(value)


@pytest.mark.parametrize(("operation", "example"), EXAMPLES, ids=names)
def test_example_runs_as_it_is_written(sample, as_sampled, operation, example):
    answer = call(as_sampled, operation, **example.input)
    assert answer.status_code == 200, answer.content


@pytest.mark.parametrize(("operation", "example"), EXAMPLES, ids=names)
def test_answer_of_an_example_keeps_to_the_schema(operation, example):
    if example.answer is None:
        pytest.skip("this one shows no answer")
    schema = schema_of(operation.io.output)
    OAS31Validator(schema).validate(json.loads(json.dumps(example.answer)))
    assert list(_strangers(example.answer, schema, schema.get("$defs", {}))) == []


@pytest.fixture
def as_sampled(sample, alice):
    from tests.conftest import Api

    assert Membership.objects.filter(user=alice, role="admin").exists()
    return Api(factories.make_token(alice))


@pytest.mark.django_db(transaction=True)
class TestSnippets:
    """The snippets, run by the programs they are for, against a live server."""

    @pytest.fixture
    def ran(self, live_server, sample, alice):
        token = factories.make_token(alice)

        def ran(command, text=None):
            environment = {**os.environ, "TOKEN": token}
            done = subprocess.run(
                command, input=text, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        return live_server.url, ran

    @pytest.mark.parametrize("key", ["openbanking.balances.get", "openbanking.accounts.sync"])
    def test_python(self, ran, key):
        site, run = ran
        operation = registry[key]
        text = python(operation, examples_of(operation)[0], site=site)
        out = run([sys.executable, "-"], f"{text}\nprint(answer)")
        assert ("Decimal('1310.42')" in out) == (key == "openbanking.balances.get")

    @pytest.mark.parametrize("key", ["openbanking.balances.get", "openbanking.accounts.sync"])
    def test_curl(self, ran, key):
        site, run = ran
        operation = registry[key]
        text = curl(operation, examples_of(operation)[0], site=site)
        assert json.loads(run(["sh", "-c", f"{text} --silent --fail-with-body"]))

    def test_typescript_is_written_for_queries_and_commands(self):
        for operation in OPERATIONS:
            text = typescript(operation, examples_of(operation)[0], site="https://bank.example.org")
            assert f"https://bank.example.org/api/{operation.path}" in text
