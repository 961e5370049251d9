"""A local Powens: a server that speaks Powens' API over invented worlds, for the demo and for tests.

It shares no code with the client, so that neither can hide the other's mistakes, and it needs nothing
but this machine.

    with Sandbox(world="tiny") as sandbox:
        PowensClient.for_user(sandbox.base_url, token=sandbox.users[0].token, ...)
"""

from __future__ import annotations

from openbanking.sandbox.messages.errors import ApiError
from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.server import Sandbox
from openbanking.sandbox.world.state import CLIENT_ID, CLIENT_SECRET
from openbanking.sandbox.worlds import WORLDS, SandboxUser, UnknownWorld, sandbox_users

__all__ = [
    "CLIENT_ID",
    "CLIENT_SECRET",
    "WORLDS",
    "ApiError",
    "Request",
    "Sandbox",
    "SandboxUser",
    "UnknownWorld",
    "sandbox_users",
]
