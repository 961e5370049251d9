"""What it costs to answer, and not to."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from django.core.management import call_command
from django.test import Client
from rich.console import Console
from rich.progress import track
from rich.table import Table

from openbanking.models import Transaction
from tests import factories

ROUNDS = 60
ACCOUNTS, ROWS = 60, 5_000


def measure() -> None:
    """Furnish a family, measure, and print a table."""
    call_command("migrate", verbosity=0)
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
    pairs = [
        ("balances of an account: 304 / 200", _having(client, balances), _asking(client, balances)),
        ("60 accounts: 304 / 200", _having(client, listed), _asking(client, listed)),
        ("500 of 5000 transactions: 304 / 200", _having(client, rows), _asking(client, rows)),
        ("60 accounts / one balance", _asking(client, listed), _asking(client, balances)),
    ]
    table = Table("What", "First, ms", "Second, ms", "Ratio")
    for name, first, second in track(pairs, console=Console(stderr=True), description="Measuring"):
        one, other = _medians(first, second)
        table.add_row(name, f"{one:.2f}", f"{other:.2f}", f"{one / other:.2f}")
    Console().print(table)


def _asking(client: Client, address: str) -> Callable[[], object]:
    return lambda: client.get(address)


def _having(client: Client, address: str) -> Callable[[], object]:
    tag = client.get(address)["ETag"]
    return lambda: client.get(address, headers={"If-None-Match": tag})


def _medians(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """Measure the two in turn, so that whatever slows the machine slows both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for work, kept in zip((first, second), times, strict=True):
            began = time.perf_counter()
            work()
            kept.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])
