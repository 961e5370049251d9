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
settings.DATABASES["default"]["NAME"] = sys.argv[2]
django.setup()
from openbanking.sync import lock
with lock(sys.argv[1]) as taken:
    print("held" if taken else "refused", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def elsewhere() -> Elsewhere:
    """A second process that holds a lock, until the block ends or it is killed."""
    return _hold_elsewhere


@contextmanager
def _hold_elsewhere(name: str) -> Iterator[subprocess.Popen[str]]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, name, str(connection.settings_dict["NAME"])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "held\n"
        yield holder
    finally:
        holder.stdin.close()
        holder.wait(timeout=10)
        holder.stdout.close()


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
