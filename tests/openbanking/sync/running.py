"""How the tests run the sync."""

from __future__ import annotations

from typing import Any

from openbanking.sync import RunReport, Scope, run_sync


def sync(**scope: Any) -> RunReport:
    """Run the sync over a scope, everything if none is given."""
    return run_sync(Scope(**scope))
