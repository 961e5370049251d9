"""An import rule as an allow-list: what a room may import is listed, and anything else is forbidden."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class AllowedImports(Contract):
    """Every child of a container lists what it may import: its siblings, other packages, libraries.

    Options: `container`, the package whose children are the rooms; `rooms`, a line for each child:
    `name: sibling library …`, siblings by their names, other packages of ours by the exact module,
    libraries by their top-level name. A child without a line breaks the contract, as does a circle
    among siblings. The standard library is free. What an inner container imports from around it is
    judged by the rule of the outer one.
    """

    type_name = "allowed_imports"

    container = fields.StringField()
    rooms = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        container = str(self.container)
        allowed = dict(_parsed(line) for line in self.rooms)  # type: ignore[attr-defined]
        faults = [*_unlisted(graph, container, allowed), *_circles(allowed)]
        for room, names in sorted(allowed.items()):
            faults += _forbidden(graph, container, room, names)
        return ContractCheck(kept=not faults, metadata={"faults": faults})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for fault in check.metadata["faults"]:
            output.print_error(fault)


def _parsed(line: str) -> tuple[str, frozenset[str]]:
    room, _, names = line.partition(":")
    return room.strip(), frozenset(names.replace(",", " ").split())


def _unlisted(
    graph: ImportGraph, container: str, allowed: Mapping[str, frozenset[str]]
) -> Iterator[str]:
    present = {child.rpartition(".")[2] for child in graph.find_children(container)}
    for name in sorted(present - allowed.keys()):
        yield f"{container}.{name} is in no room: list what it may import."
    for name in sorted(allowed.keys() - present):
        yield f"{container}.{name} is listed and does not exist."


def _circles(allowed: Mapping[str, frozenset[str]]) -> Iterator[str]:
    siblings = {
        room: {each for each in names if each in allowed and each != room}
        for room, names in allowed.items()
    }
    try:
        TopologicalSorter(siblings).prepare()
    except CycleError as circle:
        yield f"The rooms may import each other in a circle: {' → '.join(circle.args[1])}."


def _forbidden(graph: ImportGraph, container: str, room: str, allowed: frozenset[str]) -> Iterator[str]:
    home = f"{container}.{room}"
    if home not in graph.modules:
        return
    for importer in sorted({home} | graph.find_descendants(home)):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            if imported == home or imported.startswith(f"{home}."):
                continue
            if not _is_allowed(imported, container, allowed):
                yield f"{importer} may not import {imported}."


def _is_allowed(imported: str, container: str, allowed: frozenset[str]) -> bool:
    root, top = container.partition(".")[0], imported.partition(".")[0]
    if imported.startswith(f"{container}."):
        return imported.removeprefix(f"{container}.").partition(".")[0] in allowed
    if container != root:
        return True
    return top in sys.stdlib_module_names or imported in allowed
