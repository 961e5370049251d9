"""Accounts that came through the real client, with all they belong to under the id of the examples."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.test import override_settings

from openbanking.models import Account, Connection, PowensUser, Tenant, User
from openbanking.operations.examples import ID
from openbanking.sandbox import Sandbox
from openbanking.sandbox.world import model as powens
from openbanking.sync import Scope, run_sync
from tests import factories


class Sampled(NamedTuple):
    """A member, and an account of theirs."""

    alice: User
    account: Account


class Rich(NamedTuple):
    """A member and an account of theirs, and a member of another tenant."""

    alice: User
    account: Account
    bob: User
    bobs: Tenant


@contextmanager
def tiny() -> Iterator[Sandbox]:
    """Have the sync read a local Powens; others of its kind have the same users, accounts and ids."""
    with Sandbox(world="tiny") as running, override_settings(POWENS_BASE_URL=running.base_url):
        yield running


def make_sampled() -> Sampled:
    """Make alice and what `make_sample` gives her, once."""
    alice = factories.make_user("alice")
    with tiny() as sandbox:
        return Sampled(alice, make_sample(alice, sandbox))


def make_sample(alice: User, sandbox: Sandbox) -> Account:
    """Make an account with its connection, tenant, a line and a payment, all under the examples' id."""
    tenant = factories.make_tenant("alices", id=ID, admins=(alice,))
    connection = _make_connection(_make_powens_user(tenant, alice, sandbox), sandbox)
    return _synced(connection, alice, sandbox)


def make_rich() -> Rich:
    """Make alice, her account and all it belongs to with one id; bob has a tenant with nothing in it."""
    alice, bob = factories.make_user("alice", id=UUID(ID)), factories.make_user("bob")
    bobs = factories.make_tenant("bobs", bob)
    tenant = factories.make_tenant("alices", id=ID, admins=(alice,))
    with tiny() as sandbox:
        user = _make_powens_user(tenant, alice, sandbox, id=ID)
        connection = _make_connection(user, sandbox, institution=factories.make_institution(id=ID))
        _synced(connection, alice, sandbox)
    Account.objects.filter(pk=ID).update(valuation=Decimal("0.00000001"))
    return Rich(alice, Account.objects.get(pk=ID), bob, bobs)


def _make_powens_user(tenant: Tenant, alice: User, sandbox: Sandbox, **columns: Any) -> PowensUser:
    known = sandbox.users[0]
    return factories.make_powens_user(
        tenant, alice, external_id=str(known.id_user), token=known.token, **columns
    )


def _make_connection(user: PowensUser, sandbox: Sandbox, **columns: Any) -> Connection:
    return factories.make_connection(user, id=ID, external_id=str(_bank(sandbox).id), **columns)


def _bank(sandbox: Sandbox) -> powens.Connection:
    return next(iter(sandbox.state.users[7].connections.values()))


def _synced(connection: Connection, alice: User, sandbox: Sandbox) -> Account:
    """Sync the first account there, and return it with a row of each kind."""
    factories.make_account(connection, id=ID, external_id=str(next(iter(_bank(sandbox).accounts))))
    run_sync(Scope())
    account = Account.objects.get(pk=ID)
    factories.make_holding(account, id=ID)
    factories.make_alert_rule(connection.tenant, alice, id=ID)
    factories.make_transaction(account, "-42.17", id=ID)
    factories.make_manual_account(connection.tenant, id=ID)
    return account
