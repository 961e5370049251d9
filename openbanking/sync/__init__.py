"""The pull river: Powens → client → payloads → here → models.

`run_sync` is the one way in, for cron, the admin and everything else. Each Powens user is read outside
any transaction and under a lock; each of its connections is then written in a transaction of its own.
"""

from __future__ import annotations

from openbanking.gateway.bank_reads import TooEarly, ask_bank, next_read_at
from openbanking.sync.report import ConnectionReport, Counts, RunReport, Tally
from openbanking.sync.run import run_sync
from openbanking.sync.scope import Scope, UnknownTarget

__all__ = [
    "ConnectionReport",
    "Counts",
    "RunReport",
    "Scope",
    "Tally",
    "TooEarly",
    "UnknownTarget",
    "ask_bank",
    "next_read_at",
    "run_sync",
]
