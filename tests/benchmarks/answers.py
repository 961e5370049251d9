"""What it costs to answer, and not to."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from openbanking.models import Transaction
from tests import factories
from tests.benchmarks.measuring import Pair

ACCOUNTS, ROWS = 60, 5_000


def pairs() -> list[Pair]:
    """Furnish a tenant, and return what to compare."""
    alice = factories.make_user("alice")
    tenant = factories.make_tenant("alices", alice)
    connection = factories.make_connection(factories.make_powens_user(tenant, alice))
    accounts = [factories.make_account(connection) for _ in range(ACCOUNTS)]
    for account in accounts:
        for kind in ("current", "available", "expected"):
            factories.make_balance(account, "1310.42", type=kind)
    Transaction.objects.bulk_create(
        Transaction(
            account=accounts[0],
            external_id=str(number),
            amount="-1.25",
            date=factories.NOW,
            type="card",
            original_wording=f"CARD {number}",
        )
        for number in range(ROWS)
    )
    client = Client(headers={"Authorization": f"Bearer {factories.make_token(alice)}"})
    base = "/api/openbanking"
    balances = f"{base}/balances/get/v1?accountId={accounts[0].pk}"
    listed = f"{base}/accounts/list/v1?pageSize={ACCOUNTS}"
    rows = f"{base}/transactions/list/v1?accountId={accounts[0].pk}&pageSize=500"
    return [
        Pair("balances of an account: 304 / 200", _having(client, balances), _asking(client, balances)),
        Pair("60 accounts: 304 / 200", _having(client, listed), _asking(client, listed)),
        Pair("500 of 5000 transactions: 304 / 200", _having(client, rows), _asking(client, rows)),
        Pair("60 accounts / one balance", _asking(client, listed), _asking(client, balances)),
    ]


def _asking(client: Client, address: str) -> Callable[[], object]:
    return lambda: client.get(address)


def _having(client: Client, address: str) -> Callable[[], object]:
    tag = client.get(address)["ETag"]
    return lambda: client.get(address, headers={"If-None-Match": tag})
