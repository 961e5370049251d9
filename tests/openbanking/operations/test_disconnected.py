"""A database that was restarted costs callers of queries nothing."""

from __future__ import annotations

import pytest
from django.db import connection

from tests import factories
from tests.contracts.cutting import cut

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server"),
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize("key", ["openbanking.balances.get", "openbanking.transactions.list"])
def test_query_after_a_restart_is_answered(as_alice, account, key):
    factories.make_balance(account, "1310.42")
    before = as_alice.get(key, accountId=account.pk)
    cut()
    after = as_alice.get(key, accountId=account.pk)
    assert (before.status_code, after.status_code) == (200, 200)
    assert after.content == before.content
