"""Known vulnerabilities of the packages we pin, asked for once a day by pip-audit."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.supply.requirements import REQUIREMENTS, ROOT

KEPT = ROOT / "var" / "advisories"
# pip-audit asks about what is pinned, and installs nothing.
COMMAND = [
    *(str(Path(sys.executable).with_name("pip-audit")), "-r", str(REQUIREMENTS)),
    *("--require-hashes", "--disable-pip", "--no-deps", "--format", "json", "--timeout", "10"),
    *("--progress-spinner", "off"),
]
# Advisories that do not concern us, by their id, with why.
ACCEPTED: dict[str, str] = {}

Found = Sequence[Mapping[str, Any]]


def main() -> int:
    """Print what is known of the packages; return 1 for a vulnerability that nobody has accepted.

    Where no source of advisories answers, nothing is known, and that is said.
    """
    found = _asked()
    unknown = [each["name"] for each in found if "vulns" not in each]
    wrong = [
        f"{each['name']} {each['version']}: {advisory['id']}, mended in {advisory['fix_versions']}"
        for each in found
        for advisory in each.get("vulns", ())
        if advisory["id"] not in ACCEPTED
    ]
    if len(unknown) == len(found):
        print("Skipped: no source of advisories can be reached from here.")
        return 0
    if unknown:
        print(f"Not known to the source of advisories: {', '.join(unknown)}.")
    print("\n".join(wrong) or f"{len(found) - len(unknown)} packages have no known vulnerability.")
    return 1 if wrong else 0


def _asked() -> Found:
    """Return what the source says of each package, today's answer where there is one."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:12]
    kept = KEPT / f"{datetime.now(UTC):%Y-%m-%d}-{digest}.json"
    if not kept.exists():
        done = subprocess.run(COMMAND, capture_output=True, text=True, check=False, cwd=ROOT)
        try:
            found = json.loads(done.stdout)["dependencies"]
        except (ValueError, KeyError):
            return []
        KEPT.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(found))
    answer: Found = json.loads(kept.read_text())
    return answer
