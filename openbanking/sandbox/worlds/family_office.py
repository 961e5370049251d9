"""Two families, ten banks, and everything that makes a mirror of accounts difficult."""

from __future__ import annotations

from openbanking.sandbox.worlds import keller, keller_wealth, martin, martin_wealth
from openbanking.sandbox.worlds.builder import World

FAMILIES = {314: "Martin", 271: "Keller"}


def build(world: World) -> None:
    """Furnish the world."""
    martins, kellers = world.user(314), world.user(271)
    martin.settle(world, martins)
    keller.settle(world, kellers)
    martin_wealth.furnish(world, martins)
    keller_wealth.furnish(world, kellers)
