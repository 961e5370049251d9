"""A local Powens with what can be held and owed, linked to Alice's tenant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from openbanking.models import PowensUser, Tenant, User
from openbanking.powens.transport import Transport
from openbanking.sandbox import Sandbox
from openbanking.sandbox.world import model as powens
from openbanking.sandbox.world import mutations
from openbanking.sandbox.world.wealth import Investment
from tests import factories


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
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths Powens is asked for, without the user, in order."""
    paths: list[str] = []
    send = Transport.send

    def listened(transport: Transport, method: str, path: str, **how: Any) -> bytes:
        paths.append(path.removeprefix("users/me/"))
        return send(transport, method, path, **how)

    monkeypatch.setattr(Transport, "send", listened)
    return paths


def of_type(connection: powens.Connection, kind: str) -> powens.Account:
    """Return the first account of a kind at a local bank."""
    return next(each for each in connection.accounts.values() if each.type == kind)
