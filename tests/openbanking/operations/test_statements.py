"""How often each query asks the database, so that nobody adds a statement unawares."""

from __future__ import annotations

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from contracts import Kind, registry
from contracts.docs.examples import examples_of
from tests import factories
from tests.conftest import Api

# The token, the tenant, the revision behind the ETag, and what the answer is made of.
STATEMENTS = {
    "openbanking.accounts.get": 8,
    "openbanking.accounts.list": 7,
    "openbanking.balances.get": 5,
    "openbanking.balances.list": 6,
    "openbanking.tenants.list": 2,
    "openbanking.transactions.list": 6,
}
# Of those, what a caller costs who has the answer already.
STATEMENTS_OF_A_304 = {
    "openbanking.accounts.get": 4,
    "openbanking.accounts.list": 3,
    "openbanking.balances.get": 3,
    "openbanking.balances.list": 3,
    "openbanking.tenants.list": 2,
    "openbanking.transactions.list": 4,
}
QUERIES = [each for each in registry if each.kind is Kind.QUERY]

pytestmark = pytest.mark.usefixtures("batch")


@pytest.fixture
def asked(sample, alice):
    """Run the first example of a query, with headers; returns the answer and the statements."""
    api = Api(factories.make_token(alice))

    def asked(operation, **headers):
        api.headers |= headers
        (example, *_) = examples_of(operation)
        given = {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, value in example.input.items()
        }
        with CaptureQueriesContext(database) as statements:
            answer = api.get(operation.meta.key, operation.meta.version, **given)
        return answer, len(statements)

    return asked


@pytest.mark.parametrize("operation", QUERIES, ids=str)
def test_query_sends_as_many_statements_as_it_is_known_to(asked, operation):
    answer, statements = asked(operation)
    assert (answer.status_code, statements) == (200, STATEMENTS[operation.meta.key])


@pytest.mark.parametrize("operation", QUERIES, ids=str)
def test_answer_that_is_had_costs_less(asked, operation):
    answer, _ = asked(operation)
    again, statements = asked(operation, **{"If-None-Match": answer["ETag"]})
    assert (again.status_code, statements) == (304, STATEMENTS_OF_A_304[operation.meta.key])
