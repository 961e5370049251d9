"""Who calls: the user, their credential, the channel, and the tenant it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Credential(Protocol):
    """A credential that may be narrower than its owner's rights, such as a token."""

    def permits(self, operation_key: str) -> bool:
        """Tell whether it was made for this operation."""


class Channel(StrEnum):
    """How a call came in."""

    REST = "rest"
    MCP = "mcp"
    COMMAND = "command"
    ADMIN = "admin"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever runs an operation. `user` is one of Django's.

    `known` is what was found out about a caller who runs several in one request, for who finds it out.
    """

    user: Any
    credential: object | None = None
    channel: Channel = Channel.REST
    known: dict[object, Any] = field(default_factory=dict, compare=False)

    @property
    def id(self) -> str:
        """Return what tells callers apart: the user's id, no name."""
        return str(self.user.pk) if self.user.is_authenticated else "anonymous"

    @property
    def credential_id(self) -> str:
        """Return what tells credentials apart: the id of a token, else of the user."""
        pk = getattr(self.credential, "pk", None)
        return f"user {self.id}" if pk is None else f"credential {pk}"

    def __repr__(self) -> str:
        return f"<Caller {self.id} through {self.channel}>"


class Tenant(Protocol):
    """Whose data an operation works on; what else a tenant is, the domain knows."""

    @property
    def pk(self) -> object:
        """Return what tells tenants apart."""


@dataclass(frozen=True, slots=True)
class Tenancy:
    """The tenant a call is about, and whether its caller may administer it."""

    tenant: Tenant
    is_admin: bool
