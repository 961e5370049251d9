"""A lock that another process holds, and the banks of linked tenants, which tests change."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event
from typing import Any

import pytest
from django.db import connection

from contracts import Operation, problems
from contracts.execution.signals import operation_finished
from contracts.versioning.refusals import problems_of
from openbanking.access import batches
from openbanking.models import PowensUser, Tenant, User
from openbanking.models.prepared import Prepared
from openbanking.powens.transport import Transport
from openbanking.sandbox import Sandbox
from openbanking.sandbox.world import model as powens
from openbanking.sandbox.world import mutations
from openbanking.sandbox.world.wealth import Investment
from tests import factories

Elsewhere = Callable[[str], AbstractContextManager[subprocess.Popen[str]]]

HOLDER = """
import sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.db import connection
from openbanking.sync import lock
while name := sys.stdin.readline().strip():
    with lock(name) as taken:
        print("held" if taken else "refused", flush=True)
        sys.stdin.readline()
    connection.close()
    print("released", flush=True)
"""


@pytest.fixture(scope="session")
def holders(django_db_setup: None) -> Iterator[list[subprocess.Popen[str]]]:
    """The process that holds locks, once a test has asked for it."""
    running: list[subprocess.Popen[str]] = []
    yield running
    for holder in running:
        _end(holder)


@pytest.fixture
def elsewhere(holders: list[subprocess.Popen[str]]) -> Elsewhere:
    """A second process that holds a lock, until the block ends or it is killed."""
    return lambda name: _hold_elsewhere(name, holders)


@contextmanager
def _hold_elsewhere(name: str, holders: list[subprocess.Popen[str]]) -> Iterator[subprocess.Popen[str]]:
    holder = holders.pop() if holders else _start_a_holder()
    try:
        assert _said(holder, name) == "held"
        yield holder
        if holder.poll() is None:
            assert _said(holder, "release") == "released"
            holders.append(holder)
    finally:
        if holder not in holders:
            _end(holder)


def _start_a_holder() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(connection.settings_dict["NAME"])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )


def _said(holder: subprocess.Popen[str], word: str) -> str:
    """Tell it something, and return what it says then."""
    assert holder.stdin is not None
    assert holder.stdout is not None
    holder.stdin.write(f"{word}\n")
    holder.stdin.flush()
    return holder.stdout.readline().strip()


def _end(holder: subprocess.Popen[str]) -> None:
    assert holder.stdin is not None
    assert holder.stdout is not None
    holder.stdin.close()
    holder.stdout.close()
    holder.wait(timeout=10)


@pytest.fixture
def bank(sandbox: Sandbox) -> powens.Connection:
    """The sandbox's only connection."""
    return next(iter(sandbox.state.users[7].connections.values()))


@pytest.fixture
def checking(bank: powens.Connection) -> powens.Account:
    return next(iter(bank.accounts.values()))


@pytest.fixture
def movement(checking: powens.Account) -> powens.Transaction:
    return next(iter(checking.transactions.values()))


@pytest.fixture
def savers(settings: Any) -> Iterator[Sandbox]:
    """A bank with lines, cash, pockets, orders, a schedule and owners, for each test to change."""
    with Sandbox(world="wealth") as running:
        settings.POWENS_BASE_URL = running.base_url
        yield running


@pytest.fixture
def saver(alices: Tenant, alice: User, savers: Sandbox) -> PowensUser:
    """Alice's tenant, linked to that Powens' only user."""
    known = savers.users[0]
    return factories.make_powens_user(alices, alice, external_id=str(known.id_user), token=known.token)


@pytest.fixture
def patrimony(savers: Sandbox) -> powens.Connection:
    """The only connection there."""
    (user,) = savers.state.users.values()
    return next(iter(user.connections.values()))


@pytest.fixture
def market(patrimony: powens.Connection) -> powens.Account:
    """A securities account: two lines, one of them in dollars, cash, and two orders."""
    return of_type(patrimony, "market")


@pytest.fixture
def share(market: powens.Account) -> Investment:
    """A line of it in euros."""
    return next(each for each in market.investments.values() if each.stock_symbol == "MERI")


@pytest.fixture
def happens(savers: Sandbox) -> Callable[..., Any]:
    """Let something happen at the bank, by the name of a mutation."""
    return lambda name, **facts: mutations.MUTATIONS[name](savers.state, **facts)


@pytest.fixture
def switch_wordings(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Have wordings encrypted, or not any more: `switch_wordings(True)`."""
    ask = Prepared.all

    def ask_anew(query: Any, **given: Any) -> Any:
        """Keep no plan: what reads a column depends on a setting that holds for a whole process."""
        query._plans.clear()
        try:
            return ask(query, **given)
        finally:
            query._plans.clear()

    def switch(is_on: bool) -> None:
        settings.ENCRYPT_WORDINGS = is_on

    monkeypatch.setattr(Prepared, "all", ask_anew)
    return switch


@pytest.fixture
def batch(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[batches.Batch]:
    """What is used is collected, and written when the test says so."""
    over = Event()
    made = batches.Batch(wait=lambda seconds: over.wait())
    settings.AUDIT_FLUSH_SECONDS = 2
    monkeypatch.setattr(batches, "current", made)
    try:
        yield made
        made.flush()
    finally:
        over.set()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Try Powens again at once wherever it is tried again, in all tests but those of the client."""
    asked = Transport._wait_before_retry

    def at_once(*arguments: Any) -> float | None:
        return None if asked(*arguments) is None else 0.0

    monkeypatch.setattr(Transport, "_wait_before_retry", staticmethod(at_once))
    return monkeypatch


@pytest.fixture(autouse=True)
def refusals_are_declared() -> Iterator[None]:
    """Fail any test in which an operation refuses with a problem it does not declare."""
    undeclared: list[str] = []

    def hear(
        sender: object, operation: Operation, problem: problems.Problem | None, **kwargs: object
    ) -> None:
        if problem is not None and not isinstance(problem, tuple(problems_of(operation))):
            undeclared.append(f"{operation}: {type(problem).__name__}")

    operation_finished.connect(hear)
    yield
    operation_finished.disconnect(hear)
    assert undeclared == []


def of_type(connection: powens.Connection, kind: str) -> powens.Account:
    """Return the first account of a kind at a local bank."""
    return next(each for each in connection.accounts.values() if each.type == kind)
