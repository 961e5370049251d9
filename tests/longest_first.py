"""The order of tests: files that take longest come first, so that no worker waits at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
LONGEST = (
    "openbanking/test_fuzzing.py",
    "openbanking/sync/test_any_sequence.py",
    "openbanking/operations/test_readme_example.py",
    "typescript/",
    "openbanking/sync/test_any_dealings.py",
    "openbanking/networth/test_changes_add_up.py",
    "browser/",
    "config/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of these files and folders before all others, in this order."""
    items.sort(key=lambda item: _place(item.path.relative_to(HERE).as_posix()))


def _place(path: str) -> int:
    found = (place for place, each in enumerate(LONGEST) if path.startswith(each))
    return next(found, len(LONGEST))
