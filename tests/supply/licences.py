"""The licence of each package: one that lets the service be shipped, or a reason why it is here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata

from tests.supply.requirements import pinned

# Words of licences that ask for no more than to be named, or for changes to themselves.
ALLOWED = (
    *("MIT", "MIT-0", "BSD", "Apache", "PSF-2.0", "MPL", "Mozilla Public License", "ISC", "Unlicense"),
    *("LGPL", "GNU Lesser General Public License"),
)
FREE = re.compile("|".join(map(re.escape, ALLOWED)))
# Words of those that ask for more, wherever they stand.
BOUND = re.compile(r"\b(A?GPL|GNU (Affero )?General|SSPL|BUSL|Proprietary|Commercial)")
# Others, by package, with why it may be here.
EXCEPTIONS = {
    "ofxtools": "GPL-3.0-only: who runs the service owes nothing; who passes it on owes its source",
    "qrcode": "BSD, beside a word on the trademark of QR codes",
}


def main() -> int:
    """Print the licence of each package; return 1 for one that nothing here allows."""
    refused = []
    for name, licence in sorted(licences().items()):
        reason = EXCEPTIONS.get(name, "")
        if not licence:
            print(f"{name}: not installed on this machine")
            continue
        if not reason and not all(map(_is_free, licence)):
            refused.append(name)
        print(f"{name}: {'; '.join(licence)}{f' ({reason})' if reason else ''}")
    if refused:
        print(f"Nothing allows the licence of {', '.join(refused)}: tests/supply/licences.py.")
    return 1 if refused else 0


def licences() -> dict[str, list[str]]:
    """Return what each package says its licence is; an empty list for one that is not installed."""
    found: dict[str, list[str]] = {}
    for name in pinned():
        try:
            found[name] = list(_said(metadata.metadata(name))) or ["nothing said"]
        except metadata.PackageNotFoundError:
            found[name] = []
    return found


def _is_free(licence: str) -> bool:
    return bool(FREE.search(licence)) and not BOUND.search(licence)


def _said(about: metadata.PackageMetadata) -> Iterator[str]:
    if "License-Expression" in about:
        yield about["License-Expression"]
        return
    classifiers = about.get_all("Classifier") or []
    named = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License ::")]
    if named:
        yield from named
    elif "License" in about:
        yield about["License"].strip()[:60]
