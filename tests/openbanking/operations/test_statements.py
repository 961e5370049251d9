"""How often each query asks the database, through each door: nobody adds a statement unawares."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts import Caller, Channel, Kind, registry
from contracts.docs.examples import examples_of
from contracts.mcp.server import call as call_tool
from contracts.mcp.tools import tool_name
from openbanking.access import recent
from openbanking.models import ApiToken
from tests import factories
from tests.conftest import Api
from tests.keeping import copied
from tests.samples import make_sampled

# What an answer is made of, for a caller who is known.
STATEMENTS = {
    "openbanking.accounts.get": 3,  # the account; when its transactions changed, and the latest
    "openbanking.accounts.list": 1,
    "openbanking.alerts.list": 1,  # a page, and nothing more where there are no alerts
    "openbanking.alerts.rules": 2,  # rules, and who is told
    "openbanking.audit.list": 2,  # the account, and a page
    "openbanking.audit.records": 1,
    "openbanking.balances.get": 1,
    "openbanking.balances.history": 2,  # the account, and a page
    "openbanking.balances.list": 2,  # a page of accounts, and their balances
    "openbanking.holdings.history": 2,  # the line, and a page
    "openbanking.holdings.list": 3,  # a page, and what else there is in its accounts: lines, balances
    "openbanking.loans.schedule": 2,  # the account, and its payments
    "openbanking.manual.list": 3,  # manual accounts, their valuations, and who recorded those
    # accounts at banks and by hand, figures of both, what was first learned, and transactions
    "openbanking.networth.changes": 7,
    "openbanking.networth.get": 4,  # accounts, their figures, what is kept by hand, and its values
    "openbanking.networth.series": 5,  # accounts, first figures, changes, by hand, and its values
    "openbanking.orders.list": 1,
    "openbanking.owners.list": 2,  # the account, and a page
    "openbanking.pockets.list": 1,
    "openbanking.recurring.list": 2,  # accounts, and what was booked on them
    "openbanking.returns.get": 3,  # accounts, and nothing more where none is invested in
    "openbanking.tenants.list": 1,
    "openbanking.transactions.list": 2,  # the account, and a page
    "openbanking.transactions.search": 3,  # accounts, a page, and sums
}
# What it costs a caller who has the answer already, where it has a revision to go by.
STATEMENTS_OF_A_304 = {
    "openbanking.accounts.get": 2,
    "openbanking.accounts.list": 1,
    "openbanking.balances.get": 1,
    "openbanking.balances.list": 1,
    "openbanking.transactions.list": 1,
}
# What knowing the caller costs beside that: token and tenant are remembered for a second, sessions are
# looked up as Django does, and then the tenant.
OF_A_DOOR = {"token": 0, "agent": 0, "session": 3}
OF_A_NEW_TOKEN = 2
QUERIES = [each for each in registry if each.kind is Kind.QUERY]

pytestmark = pytest.mark.usefixtures("batch")


@pytest.fixture(autouse=True)
def remembered(settings, monkeypatch):
    """What a token opens is remembered for as long as the test runs."""
    settings.ACCESS_CACHE_SECONDS = 1
    monkeypatch.setattr(recent, "current", recent.Recent(clock=lambda: 0.0))


@pytest.fixture(scope="module")
def made(keep):
    return keep(make_sampled)


alice = copied("alice")
sample = copied("account")


class Token:
    """REST with a token."""

    def __init__(self, user: Any) -> None:
        self.api = Api(factories.make_token(user))

    def ask(self, operation: Any, given: dict[str, Any], **headers: str) -> Any:
        self.api.headers |= headers
        return self.api.get(operation.meta.key, operation.meta.version, **given)


class Session(Token):
    """REST with the session of somebody who is signed in."""

    def __init__(self, user: Any) -> None:
        self.api = Api()
        self.api.client = Client()
        self.api.client.force_login(user)


class Agent:
    """A tool, called with a token."""

    def __init__(self, user: Any) -> None:
        token, _ = ApiToken.objects.issue(user=user)
        self.caller = Caller(user=user, credential=token, channel=Channel.MCP)

    def ask(self, operation: Any, given: dict[str, Any]) -> Any:
        answer = call_tool(self.caller, tool_name(operation), given, trace_id="1")
        assert not answer.is_error


DOORS = {"token": Token, "agent": Agent, "session": Session}


@pytest.fixture
def count(sample):
    """Run the first example of a query, with headers; returns the answer and the statements."""

    def count(door, operation, **headers):
        (example, *_) = examples_of(operation)
        given = {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, value in example.input.items()
        }
        with CaptureQueriesContext(database) as statements:
            answer = door.ask(operation, given, **headers)
        return answer, len(statements)

    return count


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("operation", QUERIES, ids=str)
def test_query_sends_as_many_statements_as_it_is_known_to(count, alice, operation, name):
    door = DOORS[name](alice)
    count(door, operation)
    _, statements = count(door, operation)
    tenant = 0 if operation.is_tenanted or name != "session" else 1
    assert statements == STATEMENTS[operation.meta.key] + OF_A_DOOR[name] - tenant


@pytest.mark.parametrize("operation", QUERIES, ids=str)
def test_new_token_costs_a_look_at_it_and_at_its_tenants(count, alice, operation):
    _, statements = count(Token(alice), operation)
    tenant = 0 if operation.is_tenanted else 1
    assert statements == STATEMENTS[operation.meta.key] + OF_A_NEW_TOKEN - tenant


@pytest.mark.parametrize("operation", QUERIES, ids=str)
def test_answer_that_is_had_costs_what_it_is_known_to(count, alice, operation):
    door = Token(alice)
    answer, _ = count(door, operation)
    again, statements = count(door, operation, **{"If-None-Match": answer["ETag"]})
    known = STATEMENTS if operation.revision is None else STATEMENTS_OF_A_304
    assert (again.status_code, statements) == (304, known[operation.meta.key])


def test_answer_that_is_had_reads_no_balances(alice, sample):
    door = Token(alice)
    asked = {"accountId": str(sample.pk)}
    tag = door.ask(registry["openbanking.balances.get"], asked)["ETag"]
    with CaptureQueriesContext(database) as statements:
        again = door.ask(registry["openbanking.balances.get"], asked, **{"If-None-Match": tag})
    assert again.status_code == 304
    assert not [each for each in statements.captured_queries if "openbanking_balance" in each["sql"]]
