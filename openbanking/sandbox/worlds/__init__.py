"""The worlds a sandbox can stand for, by name; the same day always gives the same world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openbanking.sandbox.world.clock import Clock
from openbanking.sandbox.world.state import State
from openbanking.sandbox.worlds import family_office, large, tiny, wealth
from openbanking.sandbox.worlds.builder import World


class UnknownWorld(Exception):
    """There is no world of that name."""


@dataclass(frozen=True, slots=True)
class SandboxUser:
    """A Powens user of a world, with the token that reads it: no secret, nothing of it is real."""

    id_user: int
    token: str
    family: str


Recipe = Callable[[World], None]

WORLDS: dict[str, Recipe] = {
    "family-office": family_office.build,
    "large": large.build,
    "tiny": tiny.build,
    "wealth": wealth.build,
}
_FAMILIES: dict[str, dict[int, str]] = {
    "family-office": family_office.FAMILIES,
    "large": large.FAMILIES,
    "tiny": tiny.FAMILIES,
    "wealth": wealth.FAMILIES,
}


def sandbox_users(world: str) -> list[SandboxUser]:
    """Return who lives in a world; raises UnknownWorld."""
    if world not in WORLDS:
        raise UnknownWorld(f"There is no world {world}. Choose one of: {', '.join(WORLDS)}.")
    return [
        SandboxUser(id_user, f"sandbox-token-{world}-{family.lower()}", family)
        for id_user, family in _FAMILIES[world].items()
    ]


def build(world: str, clock: Clock) -> State:
    """Return a world as it is at the clock's present; raises UnknownWorld."""
    users = sandbox_users(world)
    made = World(now=clock.now().replace(microsecond=0))
    WORLDS[world](made)
    return State(
        clock=clock,
        users=made.users,
        tokens={user.token: user.id_user for user in users},
        connectors=made.connectors,
    )
