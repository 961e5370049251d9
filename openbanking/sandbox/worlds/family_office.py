"""Two families, ten banks, and everything that makes a mirror of accounts difficult."""

from __future__ import annotations

from openbanking.sandbox.worlds import keller, martin
from openbanking.sandbox.worlds.builder import World

FAMILIES = {314: "Martin", 271: "Keller"}


def build(world: World) -> None:
    """Furnish the world."""
    martin.settle(world, world.user(314))
    keller.settle(world, world.user(271))
