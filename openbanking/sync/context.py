"""What a run tells everything that is done in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from openbanking.models import SyncRun
from openbanking.sync.scope import Scope
from openbanking.sync.stopping import Stop

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunContext:
    """The run, what it was asked for, and how it may end."""

    run: SyncRun
    scope: Scope
    dry_run: bool
    clock: Clock
    stop: Stop
