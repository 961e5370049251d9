"""Noticing what Powens is asked for."""

from __future__ import annotations

from threading import Event

from openbanking.sandbox import Sandbox
from openbanking.sandbox.messages.request import Request


def heard_of(path: str, sandbox: Sandbox) -> Event:
    """Return what is set as soon as this Powens is asked for something."""
    asked = Event()

    def listen(request: Request) -> None:
        if path in request.path:
            asked.set()

    sandbox.fault = listen
    return asked
