"""The cast: alice and bob have each a tenant, charlie has none and must never get in."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from config.logs import WithoutValues
from contracts.execution.telemetry import event_reported
from openbanking.access import attempts
from openbanking.models import Account, Connection, PowensUser, Tenant, User
from openbanking.sandbox import Sandbox
from tests import factories
from tests.amounts import forbid_rounding
from tests.contracts.answers import answers_are_as_described  # noqa: F401  (holds in every test)
from tests.garbage import pytest_collection_finish  # noqa: F401  (a hook)
from tests.keeping import keep  # noqa: F401  (a fixture)
from tests.longest_first import pytest_collection_modifyitems  # noqa: F401  (a hook)
from tests.once import pytest_ignore_collect, pytest_itemcollected  # noqa: F401  (hooks)
from tests.samples import make_sample
from tests.static_files import look_for_static_files_once
from tests.waiting import no_job_is_left  # noqa: F401  (a fixture)
from tests.walls import wall, walled, walled_where_asked  # noqa: F401  (fixtures)

forbid_rounding()
look_for_static_files_once()


@pytest.fixture
def alice(db: None) -> User:
    return factories.make_user("alice")


@pytest.fixture
def bob(db: None) -> User:
    return factories.make_user("bob")


@pytest.fixture
def charlie(db: None) -> User:
    return factories.make_user("charlie")


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    """Somebody who may do everything in the admin."""
    root = factories.make_user("root", is_staff=True, is_superuser=True)
    client.force_login(root)
    return client


@pytest.fixture
def alices(alice: User) -> Tenant:
    """Alice's tenant."""
    return factories.make_tenant("alices", alice)


@pytest.fixture
def bobs(bob: User) -> Tenant:
    """Bob's tenant."""
    return factories.make_tenant("bobs", bob)


@pytest.fixture
def connection(alices: Tenant, alice: User) -> Connection:
    return factories.make_connection(factories.make_powens_user(alices, alice))


@pytest.fixture
def account(connection: Connection) -> Account:
    return factories.make_account(connection)


@pytest.fixture(autouse=True)
def nothing_was_guessed() -> None:
    """Begin each test with no wrong credential on record."""
    cache.clear()
    attempts.current.forget()


PERSONAL = re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b|SALARY|CARD SHOP|PRIVATE")


@pytest.fixture(autouse=True)
def nothing_personal_is_reported() -> Iterator[None]:
    """Fail any test in which an IBAN or a wording reaches a log line or an event."""
    lines: list[str] = []
    handler = logging.Handler()
    form = WithoutValues("%(message)s").format
    handler.emit = lambda record: lines.append(form(record))  # type: ignore[method-assign]
    loggers = [logging.getLogger(name) for name in ("", "contracts", "openbanking")]

    def hear(sender: object, name: str, properties: object, **kwargs: object) -> None:
        lines.append(f"{name} {properties}")

    event_reported.connect(hear)
    for logger in loggers:
        logger.addHandler(handler)
    yield
    for logger in loggers:
        logger.removeHandler(handler)
    event_reported.disconnect(hear)
    assert not [line for line in lines if PERSONAL.search(line)]


def exactly(response: Any) -> Any:
    """Read an answer with every digit of its numbers."""
    return json.loads(response.content, parse_float=Decimal, parse_int=Decimal)


class Api:
    """Calls operations over HTTP the way a client with a token does."""

    def __init__(self, token: str = "", **headers: str) -> None:
        self.client, self.token = Client(), token
        self.headers = {"Authorization": f"Bearer {token}", **headers} if token else headers

    def get(self, key: str, version: str = "1.0.0", **query: Any) -> Any:
        return self.client.get(
            f"/api/{key.replace('.', '/')}/v{version}", query_params=query, headers=self.headers
        )

    def post(self, key: str, version: str = "1.0.0", **given: Any) -> Any:
        return self.client.post(
            f"/api/{key.replace('.', '/')}/v{version}",
            given,
            content_type="application/json",
            headers=self.headers,
        )


@pytest.fixture
def as_alice(alice: User, alices: Tenant) -> Api:
    return Api(factories.make_token(alice))


@pytest.fixture
def as_bob(bob: User, bobs: Tenant) -> Api:
    return Api(factories.make_token(bob))


@pytest.fixture
def as_charlie(charlie: User) -> Api:
    return Api(factories.make_token(charlie))


@pytest.fixture
def anonymous(db: None) -> Api:
    return Api()


@pytest.fixture
def sandbox(settings: Any) -> Iterator[Sandbox]:
    """A local Powens with one user and two accounts."""
    with Sandbox(world="tiny") as running:
        settings.POWENS_BASE_URL = running.base_url
        yield running


@pytest.fixture
def linked(alices: Tenant, alice: User, sandbox: Sandbox) -> PowensUser:
    """Alice's tenant, linked to that Powens' only user."""
    known = sandbox.users[0]
    return factories.make_powens_user(alices, alice, external_id=str(known.id_user), token=known.token)


@pytest.fixture
def sample(alice: User, sandbox: Sandbox) -> Account:
    """An account with its connection, tenant, a line and a payment, all under the examples' id."""
    return make_sample(alice, sandbox)
