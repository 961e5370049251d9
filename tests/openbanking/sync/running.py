"""How the tests run the sync, and what no bank should send it."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

from hypothesis import HealthCheck, Phase, settings

from openbanking.models import PowensUser
from openbanking.sync import RunReport, Scope, run_sync


def sync(**scope: Any) -> RunReport:
    """Run the sync over a scope, everything if none is given."""
    return run_sync(Scope(**scope))


def sync_when_due(**scope: Any) -> RunReport:
    """Run the sync after a day, when the newest rows are compared whether anything moved or not."""
    PowensUser.objects.update(newest_compared_at=None)
    return sync(**scope)


def walking(*, sequences: int, steps: int) -> settings:
    """Return how sequences of events are walked: the same each time, but for `make explore`."""
    exploring = "SEQUENCES" in os.environ
    return settings(
        max_examples=int(os.environ.get("SEQUENCES", sequences)),
        derandomize=not exploring,
        phases=[*Phase] if exploring else [Phase.explicit, Phase.generate],
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


class Soon(date):
    """A day as no bank should write it."""

    def isoformat(self) -> str:
        return "soon"
