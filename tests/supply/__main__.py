"""One look at what the service is made of: `python -m tests.supply licences|advisories|wheel`."""

from __future__ import annotations

import sys

from tests.supply import advisories, licences, wheel

LOOKS = {"licences": licences.main, "advisories": advisories.main, "wheel": wheel.main}

if __name__ == "__main__":
    sys.exit(LOOKS[sys.argv[1]]())
