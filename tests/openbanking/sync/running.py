"""How the tests run the sync, and what no bank should send it."""

from __future__ import annotations

from datetime import date
from typing import Any

from openbanking.sync import RunReport, Scope, run_sync


def sync(**scope: Any) -> RunReport:
    """Run the sync over a scope, everything if none is given."""
    return run_sync(Scope(**scope))


class Soon(date):
    """A day as no bank should write it."""

    def isoformat(self) -> str:
        return "soon"
