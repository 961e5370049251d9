"""What a sync asks Powens for, and that it need not wait between two tries."""

from __future__ import annotations

from typing import Any

import pytest

from openbanking.powens.transport import Transport


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths Powens is asked for, without the user, in order."""
    paths: list[str] = []
    send = Transport.send

    def listened(transport: Transport, method: str, path: str, **how: Any) -> bytes:
        paths.append(path.removeprefix("users/me/"))
        return send(transport, method, path, **how)

    monkeypatch.setattr(Transport, "send", listened)
    return paths


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    asked = Transport._wait_before_retry

    def at_once(*arguments: Any) -> float | None:
        return None if asked(*arguments) is None else 0.0

    monkeypatch.setattr(Transport, "_wait_before_retry", staticmethod(at_once))
    return monkeypatch
