"""What the sandbox is made of, apart from HTTP: a world, its time, its faults and its webhooks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from openbanking.sandbox.behaviour.faults import Faults
from openbanking.sandbox.behaviour.limits import RateLimit
from openbanking.sandbox.behaviour.webhooks import Webhooks
from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.world.clock import Clock, last_morning
from openbanking.sandbox.world.state import State
from openbanking.sandbox.worlds import SandboxUser, build, sandbox_users

Interception = Callable[[Request], None]


class Service:
    """A local Powens as its API, its control and its webview see it.

    `calls_per_minute` switches Powens' own limit on (its sandbox has 30). `fault` sees every request
    before it is routed and may raise an ApiError; `faults` holds those that are asked for by request.
    """

    def __init__(
        self,
        *,
        world: str,
        now: datetime | None,
        calls_per_minute: int,
        fault: Interception,
    ) -> None:
        self.clock = Clock(now or last_morning(datetime.now(UTC)))
        self.state: State = build(world, self.clock)
        self.users: list[SandboxUser] = sandbox_users(world)
        self.limit = RateLimit(calls_per_minute, clock=lambda: self.clock.now().timestamp())
        self.fault = fault
        self.faults = Faults()
        self.webhooks = Webhooks()
        self.state.notify = self.webhooks.notify
