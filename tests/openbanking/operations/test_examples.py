"""The examples of the documentation, run as they are written: they cannot lie."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from openapi_schema_validator import OAS31Validator

from contracts.docs.examples import examples_of
from contracts.schema.json_schema import schema_of
from openbanking.models import Membership
from tests import factories
from tests.conftest import Api
from tests.keeping import copied
from tests.openbanking.operations.test_every_operation import OPERATIONS, _strangers, call
from tests.samples import make_sampled

EXAMPLES = [(operation, example) for operation in OPERATIONS for example in examples_of(operation)]


def names(value):
    return getattr(value, "title", "") or str(value)


@pytest.fixture(scope="module")
def made(keep):
    return keep(make_sampled)


alice = copied("alice")


@pytest.fixture
def sample(db, made, sandbox):
    return deepcopy(made.account)


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
    assert Membership.objects.filter(user=alice, role="admin").exists()
    return Api(factories.make_token(alice))
