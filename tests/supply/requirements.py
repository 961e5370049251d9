"""The packages that the service is installed with, as `requirements.txt` pins them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements.txt"
PINNED = re.compile(r"(?P<name>[A-Za-z0-9_.-]+)(\[[^\]]*\])?==(?P<version>[^ ;\\]+)")


def pinned() -> dict[str, str]:
    """Return the version of each package by its name."""
    found = map(PINNED.match, REQUIREMENTS.read_text().splitlines())
    return {each["name"]: each["version"] for each in found if each}
