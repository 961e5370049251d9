"""One run of an operation, as far as the policy admitted it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.caller import Caller, Tenant
from contracts.spec import Handler, Operation, subjects_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who calls which operation, for which tenant, with which validated input.

    `arguments` are the input under its Python names, without the tenant's id: that is resolved.
    """

    operation: Operation
    caller: Caller
    tenant: Tenant | None
    arguments: Mapping[str, Any]

    def handle(self) -> object:
        """Return what the handler returns; raises what it raises."""
        return self._pass_to(self.operation.handler)

    def revision(self) -> object:
        """Return the revision of the answer; only for an operation that declares one."""
        if self.operation.revision is None:
            raise TypeError(f"{self.operation} declares no revision.")
        return self._pass_to(self.operation.revision)

    def _pass_to(self, function: Handler) -> object:
        subjects = {"caller": self.caller, "tenant": self.tenant}
        return function(*(subjects[name] for name in subjects_of(function)), **self.arguments)
