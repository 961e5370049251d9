"""Operations in groups that people choose among: reading, and changing, by what it is about.

They follow from the registry: a new operation is in the group of its resource.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext, gettext_lazy

from contracts import Kind, Operation, registry

# So many resources are named of a token for many.
MOST_NAMED = 4
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


def in_words(operations: Collection[str]) -> str:
    """Return what a token may do that is good for these operations, in the language of whoever reads."""
    if not operations:
        return gettext("May do all that its person may")
    left = set(operations)
    found: dict[Kind, list[str]] = defaultdict(list)
    for group in groups().values():
        if group.keys & left:
            found[group.kind].append(group.label)
            left -= group.keys
    reads, changes = _listed(found[Kind.QUERY]), _listed(found[Kind.COMMAND])
    parts = [
        gettext("Reads: %(what)s") % {"what": reads} if reads else "",
        gettext("Changes: %(what)s") % {"what": changes} if changes else "",
        gettext("Other: %(what)s") % {"what": ", ".join(sorted(left))} if left else "",
    ]
    return " · ".join(filter(None, parts))


def _listed(labels: Sequence[str]) -> str:
    """Return the first few, and how many there are besides."""
    if len(labels) <= MOST_NAMED + 1:
        return ", ".join(labels)
    more = len(labels) - MOST_NAMED
    shown = ", ".join(labels[:MOST_NAMED])
    return gettext("%(shown)s and %(count)s more") % {"shown": shown, "count": more}
