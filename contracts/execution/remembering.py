"""What is kept of an answer that may be given again: as the project seals it, else as it is."""

from __future__ import annotations

from collections.abc import Callable

from contracts.conf import contracts_settings, function_at
from contracts.execution.call import Call

Sealing = Callable[[Call, str], str]


def sealed(call: Call, answer: str) -> str:
    """Return what is remembered of an answer; CONTRACTS["SEAL"] may encrypt it."""
    return _by(contracts_settings().seal, call, answer)


def unsealed(call: Call, kept: str) -> str:
    """Return the answer of what is remembered; CONTRACTS["UNSEAL"] undoes what sealed it."""
    return _by(contracts_settings().unseal, call, kept)


def _by(path: str, call: Call, text: str) -> str:
    if not path:
        return text
    change: Sealing = function_at(path)
    return change(call, text)
