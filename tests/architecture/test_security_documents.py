"""What docs/security.md and docs/security-asvs.md say is proven by tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
THREATS, STANDARD = ROOT / "docs/security.md", ROOT / "docs/security-asvs.md"
NAMED = re.compile(r"`([a-z_/]+)::(test_\w+)`")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\w+) \| [^|]+ \| [^|]+ \|$", re.MULTILINE)
# Levels 1 and 2 of ASVS 4.0.3: by section, the last number of its requirements.
LAST = """
1.1:7 1.2:4 1.4:5 1.5:4 1.6:4 1.7:2 1.8:2 1.9:2 1.10:1 1.11:2 1.12:2 1.14:6 2.1:12 2.2:3
2.3:3 2.4:5 2.5:7 2.6:3 2.7:6 2.8:7 2.9:3 2.10:4 3.1:1 3.2:4 3.3:4 3.4:5 3.5:3 3.7:1 4.1:5
4.2:2 4.3:3 5.1:5 5.2:8 5.3:10 5.4:3 5.5:4 6.1:3 6.2:6 6.3:2 6.4:2 7.1:4 7.2:2 7.3:4 7.4:3
8.1:4 8.2:3 8.3:8 9.1:3 9.2:4 10.2:2 10.3:3 11.1:8 12.1:3 12.2:1 12.3:6 12.4:2 12.5:2
12.6:1 13.1:5 13.2:6 13.3:2 13.4:2 14.1:4 14.2:6 14.3:3 14.4:7 14.5:4
"""
WITHDRAWN_OR_LEVEL_3 = {
    *("1.4.2", "1.4.3", "1.12.1", "4.1.4", "7.3.2", "13.1.2", "13.2.4", "14.3.1"),
}
REQUIREMENTS = [
    f"{section}.{number}"
    for section, _, last in (each.partition(":") for each in LAST.split())
    for number in range(1, int(last) + 1)
    if f"{section}.{number}" not in WITHDRAWN_OR_LEVEL_3
]


def names(document):
    return sorted(set(NAMED.findall(document.read_text())))


@pytest.mark.parametrize("document", [THREATS, STANDARD], ids=lambda each: each.name)
def test_every_test_that_is_named_is_there(document):
    missing = [f"{file}::{name}" for file, name in names(document) if not is_there(file, name)]
    assert names(document)
    assert missing == []


def is_there(file: str, name: str) -> bool:
    """Tell whether a file below tests/openbanking, or below tests, has a test of this name."""
    places = (ROOT / "tests/openbanking" / f"{file}.py", ROOT / "tests" / f"{file}.py")
    return any(each.exists() and f"def {name}(" in each.read_text() for each in places)


def test_every_requirement_of_the_standard_is_answered_once():
    rows = ROW.findall(STANDARD.read_text())
    assert [number for number, _ in rows] == REQUIREMENTS
    assert {state for _, state in rows} == {"yes", "you", "part", "no", "none"}
