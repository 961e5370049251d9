"""Scopes: the groups of operations, `balances:read` and the like."""

from __future__ import annotations

from typing import Any

from oauth2_provider.scopes import BaseScopes

from contracts import Kind
from openbanking.access.groups import groups


class GroupScopes(BaseScopes):
    """What programs may ask for; whoever says nothing asks to read."""

    def get_all_scopes(self) -> dict[str, str]:
        """Return every scope, with what it is about."""
        return {name: group.label for name, group in groups().items()}

    def get_available_scopes(self, *args: Any, **kwargs: Any) -> list[str]:
        """Return what any program may ask for: people decide what it gets."""
        return list(groups())

    def get_default_scopes(self, *args: Any, **kwargs: Any) -> list[str]:
        """Return the scopes of a program that names none."""
        return [name for name, group in groups().items() if group.kind is Kind.QUERY]
