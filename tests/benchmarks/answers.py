"""What it costs to answer, and not to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client

from openbanking.models import Transaction
from tests import factories
from tests.benchmarks.measuring import Pair

ACCOUNTS, ROWS = 60, 5_000


@dataclass(frozen=True)
class Read:
    """Something that is asked for, and asked for by somebody who has it already."""

    name: str
    ask: Callable[[], object]
    ask_again: Callable[[], object]


def reads() -> list[Read]:
    """Furnish a tenant, and return what is asked about it over REST."""
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
        Read(name, _asking(client, address), _having(client, address))
        for name, address in (
            ("the balances of an account", balances),
            (f"{ACCOUNTS} accounts", listed),
            (f"500 of {ROWS} transactions", rows),
        )
    ]


def pairs() -> list[Pair]:
    """Return what to compare: to have it already with asking for it, and much with little."""
    balance, accounts, rows = reads()
    return [
        *(
            Pair(f"{each.name}: 304 / 200", each.ask_again, each.ask)
            for each in (balance, accounts, rows)
        ),
        Pair(f"{accounts.name} / {balance.name}", accounts.ask, balance.ask),
    ]


def _asking(client: Client, address: str) -> Callable[[], object]:
    return lambda: client.get(address)


def _having(client: Client, address: str) -> Callable[[], object]:
    tag = client.get(address)["ETag"]
    return lambda: client.get(address, headers={"If-None-Match": tag})
