"""Who asks: the person, and the credential they came with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Credential(Protocol):
    """A credential that may be narrower than its owner's rights, such as a token."""

    def permits(self, operation_key: str) -> bool:
        """Tell whether it was made for this operation."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever runs an operation, through whichever door. `user` is one of Django's."""

    user: Any
    credential: object | None = None
