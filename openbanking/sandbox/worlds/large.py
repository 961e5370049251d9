"""One user with sixty accounts and a hundred thousand transactions, to see how things hold up."""

from __future__ import annotations

from openbanking.sandbox.world.amounts import cents, total
from openbanking.sandbox.worlds.builder import World, iban

FAMILIES = {900: "Large"}

CONNECTIONS = 3
ACCOUNTS = 60
ROWS = 100_000
DAYS = 1500


def build(world: World) -> None:
    """Furnish the world."""
    user = world.user(900)
    connections = [
        world.connect(user, world.bank(f"Grande Banque {number}"))
        for number in range(1, CONNECTIONS + 1)
    ]
    accounts = [
        world.account(
            connections[number % CONNECTIONS],
            "checking",
            f"Account {number + 1}",
            "0",
            iban=iban("FR", f"00002{number:05}0000000000{number:03}"),
        )
        for number in range(ACCOUNTS)
    ]
    for number in range(ROWS):
        account = accounts[number % ACCOUNTS]
        value = cents(world.random.randint(-20_000, 21_000) or 1)
        world.move(account, number * DAYS // ROWS, str(value), "card", f"PAYMENT {number}")
        account.balance = total(account.balance, value)
