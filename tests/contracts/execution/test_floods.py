"""Floods of reads: counted in memory by credential and by address, refused before anything is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.caller import Caller, Channel
from contracts.checks import check_registry
from contracts.conf import contracts_settings
from contracts.execution.floods import COUNTED, Counts, counted_address, counts
from contracts.execution.rates import TooManyCalls
from contracts.execution.runner import run
from contracts.problems import NotFound
from contracts.registry import Registry, query
from contracts.spec import RATE_OF_QUERIES, Auth, Rate, RateScope
from tests.contracts.declaring import declare
from tests.contracts.people import make_user

PRICE = "/api/toyshop/prices/get/v1"
NOW = datetime(2026, 3, 2, 9, 30, 15, tzinfo=UTC)
BY_CREDENTIAL = RateScope.CREDENTIAL

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def from_nothing():
    """Begin each test with nothing counted."""
    counts.forget()


@pytest.fixture
def root(db):
    return make_user("root", is_staff=True, is_superuser=True)


class Token:
    """A credential for everything."""

    def __init__(self, pk: int) -> None:
        self.pk = pk

    def permits(self, operation_key: str) -> bool:
        return True


def call(operation, caller, now=NOW):
    return run(operation, caller, {}, clock=lambda: now).quota


def rated(calls, by=BY_CREDENTIAL, **facts):
    return declare(Registry(), rate=Rate(calls, by=by), **facts)


def test_what_is_left_goes_down_and_then_it_is_refused(root):
    operation, caller = rated(2), Caller(root)
    assert [call(operation, caller).remaining for _ in range(2)] == [1, 0]
    with pytest.raises(TooManyCalls) as refusal:
        call(operation, caller)
    assert refusal.value.retry_after == 45


def test_next_minute_begins_anew(root):
    operation, caller = rated(1), Caller(root)
    call(operation, caller)
    assert call(operation, caller, NOW + timedelta(minutes=1)).remaining == 0


def test_tokens_of_one_user_are_counted_apart(root):
    operation = rated(1)
    for credential in (None, Token(1), Token(2)):
        assert call(operation, Caller(root, credential=credential)).remaining == 0
    with pytest.raises(TooManyCalls):
        call(operation, Caller(root, credential=Token(2)))


def test_tokens_of_one_user_are_counted_together_where_it_says_so(root):
    operation = rated(1, by=RateScope.USER)
    call(operation, Caller(root, credential=Token(1)))
    with pytest.raises(TooManyCalls):
        call(operation, Caller(root, credential=Token(2)))


def test_all_are_counted_together_where_it_says_so(root, alice):
    operation = rated(1, by=RateScope.ALL)
    call(operation, Caller(root))
    with pytest.raises(TooManyCalls):
        call(operation, Caller(alice))


def test_operations_are_counted_apart(root):
    for key in ("toys.words.get", "toys.words.list"):
        assert (
            call(declare(Registry(), key, rate=Rate(1, by=BY_CREDENTIAL)), Caller(root)).remaining == 0
        )


def test_what_does_not_exist_counts(root):
    def find_nothing(caller: Caller) -> dict[str, str]:
        """Look for something."""
        raise NotFound("There is no such word.")

    operation = rated(1, handler=find_nothing)
    with pytest.raises(NotFound):
        call(operation, Caller(root))
    with pytest.raises(TooManyCalls):
        call(operation, Caller(root))


def test_neither_counting_nor_refusing_asks_the_database_anything(root):
    operation, caller = rated(1), Caller(root)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        call(operation, caller)
        with pytest.raises(TooManyCalls):
            call(operation, caller)
    assert not asked.captured_queries


@pytest.mark.parametrize("channel", sorted(set(Channel) - COUNTED))
def test_pages_and_commands_of_the_shell_are_not_counted(root, channel):
    operation = rated(1)
    for _ in range(2):
        assert call(operation, Caller(root, channel=channel)) is None


def test_query_that_declares_no_rate_has_the_usual_one(root):
    operation = declare(Registry())
    assert operation.policy.rate == RATE_OF_QUERIES
    assert call(operation, Caller(root)).calls == RATE_OF_QUERIES.calls


def test_strangers_are_counted_by_address_alone():
    operation = declare(Registry(), auth=Auth.ANONYMOUS)
    assert call(operation, Caller(AnonymousUser())) is None


@pytest.mark.parametrize(("factor", "calls"), [(2, 20), (0.5, 5)])
def test_rates_are_multiplied(root, settings, factor, calls):
    settings.CONTRACTS = settings.CONTRACTS | {"RATE_FACTOR": factor}
    assert call(rated(10), Caller(root)).calls == calls


def test_nothing_is_counted_with_a_factor_of_zero(root, settings):
    settings.CONTRACTS = settings.CONTRACTS | {"RATE_FACTOR": 0}
    assert call(rated(1), Caller(root)) is None


def test_address_has_a_rate_over_all_that_is_below_the_prefix(settings):
    settings.CONTRACTS = settings.CONTRACTS | {"ADDRESS_RATE": 3}
    client = Client(REMOTE_ADDR="192.0.2.1")
    answers = [client.get(path) for path in (PRICE, "/api/nothing/here", PRICE, PRICE)]
    assert [each.status_code == 429 for each in answers] == [False, False, False, True]
    refused = answers[-1]
    assert refused.json()["code"] == "RATE_LIMITED"
    assert refused["RateLimit-Policy"] == '"address";q=3;w=60'
    assert int(refused["Retry-After"]) > 0


def test_addresses_are_counted_apart(settings):
    settings.CONTRACTS = settings.CONTRACTS | {"ADDRESS_RATE": 1}
    client = Client()
    for address in ("192.0.2.1", "192.0.2.2"):
        assert client.get(PRICE, REMOTE_ADDR=address).status_code != 429


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_this_machine_itself_is_not_counted(settings, address):
    settings.CONTRACTS = settings.CONTRACTS | {"ADDRESS_RATE": 1}
    client = Client(REMOTE_ADDR=address)
    assert [client.get(PRICE).status_code == 429 for _ in range(3)] == [False, False, False]


def test_address_is_not_counted_unless_a_project_says_so():
    assert not contracts_settings().address_rate
    counted_address("192.0.2.1", instant=NOW.timestamp())
    assert not counts._counts


def test_only_the_present_minute_is_remembered():
    counted = Counts()
    for address in range(1_000):
        counted.add(address, minute=1)
    counted.add("another", minute=2)
    assert len(counted._counts) == 1


def test_rate_of_a_query_by_tenant_is_found_at_the_start():
    registry = Registry()
    declare(registry, kind=query, rate=Rate(1, by=RateScope.TENANT))
    assert [each.id for each in check_registry(registry)] == ["contracts.E013"]
