"""Two families with a row in every table, and which rows are whose."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import connection
from django.db.models import Model
from django.http import StreamingHttpResponse

from contracts.models import RememberedAnswer
from openbanking.models import AuditEntry, ConsentWarning, Tenant, User
from openbanking.walls.tables import condition_of, tables
from tests import factories
from tests.keeping import Keep
from tests.openbanking.admin.conftest import furnish

WALLED = [model for model in tables() if condition_of(model) is not None]

Keys = dict[type[Model], set[Any]]


@pytest.fixture(scope="session", autouse=True)
def _wall_before_any_row(request: pytest.FixtureRequest) -> None:
    """Put up the wall before a test opens its transaction: a table with rows due is not altered."""
    if connection.vendor == "postgresql":
        request.getfixturevalue("wall")


@dataclass
class Families:
    """Two members, their families, and the keys of all rows of each table, by whose they are."""

    alice: User
    bob: User
    alices: Tenant
    bobs: Tenant
    of_alice: Keys
    of_bob: Keys


@pytest.fixture(scope="module")
def made(keep: Keep) -> Families:
    """Alice's and Bob's families, the same ones for all tests of a file."""
    return keep(_two_families)


@pytest.fixture
def families(db: None, made: Families) -> Families:
    """Alice's and Bob's families, furnished alike; what was added for each is theirs."""
    return deepcopy(made)


def _two_families() -> Families:
    alice, bob = factories.make_user("alice"), factories.make_user("bob")
    before = _keys()
    alices = _furnished("alices", alice)
    between = _keys()
    bobs = _furnished("bobs", bob)
    return Families(alice, bob, alices, bobs, _added(before, between), _added(between, _keys()))


def _furnished(slug: str, user: User) -> Tenant:
    tenant = factories.make_tenant(slug, user)
    account = furnish(tenant, user)
    user.works_for.add(tenant)
    AuditEntry.objects.filter(user=user).update(tenant=str(tenant.pk))
    LogEntry.objects.create(user=user, object_id=str(account.pk), action_flag=CHANGE, object_repr=slug)
    RememberedAnswer.objects.create(
        caller=str(user.pk), operation="a.b.c/1", key="one", digest=slug, started_at=factories.NOW
    )
    ConsentWarning.objects.create(connection=account.connection, consent_ends_at=factories.NOW, days=7)
    return tenant


def _keys() -> Keys:
    return {model: set(model._base_manager.values_list("pk", flat=True)) for model in WALLED}


def _added(before: Keys, after: Keys) -> Keys:
    return {model: keys - before[model] for model, keys in after.items()}


@pytest.fixture
def seen() -> Callable[[type[Model]], set[Any]]:
    """Return the keys of all rows of a table that are seen by whoever asks."""
    return lambda model: set(model._base_manager.values_list("pk", flat=True))


@pytest.fixture
def apart(families: Families, request: pytest.FixtureRequest) -> Families:
    """Both families, kept apart by PostgreSQL too where that is the database."""
    if connection.vendor == "postgresql":
        request.getfixturevalue("walled")
    return families


def crossed(families: Families, answer: Any, *, sent: str) -> set[str]:
    """Return what an answer to Bob has of Alice's: ids and names, but for what he sent himself."""
    streamed = b"".join(answer) if isinstance(answer, StreamingHttpResponse) else answer.content
    text = unquote(f"{streamed.decode(errors='replace')} {answer.headers}")
    ids = {str(key) for keys in families.of_alice.values() for key in keys if isinstance(key, UUID)}
    return {each for each in {*ids, "alices", "Alices"} if each in text and each not in unquote(sent)}
