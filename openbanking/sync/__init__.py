"""From Powens to our rows: read one Powens user whole, check what was read, write what differs.

`run_sync` is the one way in, for cron, the admin and everything else. Each Powens user is read outside
any transaction and under a lock; each of its connections is then written in a transaction of its own.
Other rooms import from here alone: besides the runs, what deciding and linking share with them.
"""

from __future__ import annotations

from openbanking.gateway.bank_reads import TooEarly, ask_bank, next_read_at
from openbanking.sync.locks import lock, lock_users
from openbanking.sync.matching.corrections import carry_corrections
from openbanking.sync.matching.proposals import propose_merges
from openbanking.sync.report import ConnectionReport, Counts, RunReport, Tally, queued_as_json
from openbanking.sync.run import run_sync
from openbanking.sync.scope import Scope, UnknownTarget
from openbanking.sync.signals import run_finished
from openbanking.sync.stopping import Stop
from openbanking.sync.verification.ledger import opening_with, reconcile
from openbanking.sync.warnings import SyncWarning, WarningKind
from openbanking.sync.writing.balances import keep_figures
from openbanking.sync.writing.connection import write_vanished
from openbanking.sync.writing.places import swap_places, withdraw_others

__all__ = [
    "ConnectionReport",
    "Counts",
    "RunReport",
    "Scope",
    "Stop",
    "SyncWarning",
    "Tally",
    "TooEarly",
    "UnknownTarget",
    "WarningKind",
    "ask_bank",
    "carry_corrections",
    "keep_figures",
    "lock",
    "lock_users",
    "next_read_at",
    "opening_with",
    "propose_merges",
    "queued_as_json",
    "reconcile",
    "run_finished",
    "run_sync",
    "swap_places",
    "withdraw_others",
    "write_vanished",
]
