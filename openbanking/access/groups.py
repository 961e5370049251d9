"""Operations in groups that people choose among: reading, and changing, by what it is about.

They follow from the registry: a new operation is in the group of its resource.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy

from contracts import Kind, Operation, registry

# What the operations of each resource are about, for people.
RESOURCES: Mapping[str, object] = {
    "tenants": gettext_lazy("Families"),
    "accounts": gettext_lazy("Accounts"),
    "owners": gettext_lazy("Owners of accounts"),
    "balances": gettext_lazy("Balances"),
    "transactions": gettext_lazy("Transactions"),
    "recurring": gettext_lazy("Recurring payments"),
    "holdings": gettext_lazy("Securities and funds"),
    "pockets": gettext_lazy("Employee savings"),
    "orders": gettext_lazy("Orders at the stock exchange"),
    "loans": gettext_lazy("Loans"),
    "networth": gettext_lazy("Net worth"),
    "returns": gettext_lazy("Returns of investments"),
    "manual": gettext_lazy("Accounts kept by hand"),
    "overviews": gettext_lazy("Overviews"),
    "alerts": gettext_lazy("Alerts"),
    "audit": gettext_lazy("Who looked at what"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Operations of one resource that read, or those that change something."""

    resource: str
    kind: Kind
    keys: frozenset[str]

    @property
    def name(self) -> str:
        """Return how programs call it: `balances:read`."""
        return f"{self.resource}:{'read' if self.kind is Kind.QUERY else 'write'}"

    @property
    def label(self) -> str:
        """Return what its operations are about, in the language of whoever reads."""
        return str(RESOURCES[self.resource])


@cache
def groups() -> Mapping[str, Group]:
    """Return every group by its name, those of one resource beside each other."""
    keys: dict[tuple[str, Kind], set[str]] = defaultdict(set)
    for operation in registry:
        keys[_resource_of(operation), operation.kind].add(operation.meta.key)
    found = (
        Group(resource, kind, frozenset(keys[resource, kind]))
        for resource in RESOURCES
        for kind in Kind
        if (resource, kind) in keys
    )
    return {each.name: each for each in found}


def keys_of(names: list[str]) -> set[str]:
    """Return the operations of some groups; names that are none count for nothing."""
    known = groups()
    return {key for name in names if name in known for key in known[name].keys}


def _resource_of(operation: Operation) -> str:
    """Return the room of its module: `openbanking.operations.balances.get` is about balances."""
    return operation.handler.__module__.split(".")[2]
