"""What a sync asks Powens for."""

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
