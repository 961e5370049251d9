"""Two families, ten banks, and everything that makes a mirror of accounts difficult."""

from __future__ import annotations

from openbanking.powens.sandbox.worlds import keller, martin
from openbanking.powens.sandbox.worlds.builder import World

FAMILIES = {314: "Martin", 271: "Keller"}


def build(world: World) -> None:
    """Furnish the world."""
    martin.settle(world, world.user(314))
    keller.settle(world, world.user(271))
