"""One user, one bank, two accounts: small enough to know by heart."""

from __future__ import annotations

from openbanking.sandbox.worlds.builder import World, iban

FAMILIES = {7: "Tiny"}


def build(world: World) -> None:
    """Furnish the world."""
    connection = world.connect(world.user(7), world.bank("Banque Miniature"))
    checking = world.account(
        connection,
        "checking",
        "Compte courant",
        "1310.42",
        iban=iban("FR", "00001000010000000000142"),
        bic="MINIFRPPXXX",
        number="00000000001",
    )
    world.account(connection, "livret_a", "Livret A", "22950.00", number="00000000002")
    world.move(checking, 3, "2500.00", "transfer", "SALARY ACME")
    world.move(checking, 2, "-42.17", "card", "CARD SHOP")
    world.move(checking, 1, "-0.10", "bank", "FEE")
    world.expect(checking, 2, "-86.90", "order", "ELECTRICITY")
