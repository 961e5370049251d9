"""What the tests of the domain share."""

from __future__ import annotations

import pytest

from openbanking.models import Account, User
from openbanking.operations.examples import ID
from openbanking.powens.sandbox import Sandbox
from openbanking.sync import Scope, run_sync
from tests import factories


@pytest.fixture
def sample(alice: User, sandbox: Sandbox) -> Account:
    """An account with its connection and family, all under the id of the documentation's examples."""
    tenant = factories.make_tenant("alices", id=ID, admins=(alice,))
    known = sandbox.users[0]
    user = factories.make_powens_user(tenant, alice, external_id=str(known.id_user), token=known.token)
    bank = next(iter(sandbox.state.users[7].connections.values()))
    connection = factories.make_connection(user, id=ID, external_id=str(bank.id))
    factories.make_account(connection, id=ID, external_id=str(next(iter(bank.accounts))))
    run_sync(Scope())
    return Account.objects.get(pk=ID)
