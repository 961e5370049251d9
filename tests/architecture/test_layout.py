"""What a stranger finds on opening the repository: rooms, small files, short functions, no circles."""

from __future__ import annotations

import ast
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "contracts", "openbanking")
FILES = [
    path
    for package in (*PACKAGES, "tests")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]
LOOSE = {"__init__.py", "apps.py", "checks.py", "urls.py"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_files_have_at_most_300_lines():
    lines = {name(path): len(path.read_text().splitlines()) for path in FILES}
    assert {path: count for path, count in lines.items() if count > 300} == {}


def test_functions_have_at_most_50_lines():
    long = [
        f"{node.name} of {name(path)} has {node.end_lineno - node.lineno + 1}"
        for path in FILES
        if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > 50
    ]
    assert long == []


def test_no_module_of_the_domain_stands_outside_a_room():
    assert {each.name for each in (ROOT / "openbanking").glob("*.py")} == LOOSE


def test_nothing_is_called_utils():
    assert [name(path) for path in FILES if "util" in path.stem or "helper" in path.stem] == []


def test_no_circle_of_imports_not_even_for_types():
    graph = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=False, cache_dir=None)
    circles = [
        f"{module} and {imported}"
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
        if graph.chain_exists(importer=imported, imported=module)
    ]
    assert circles == []
