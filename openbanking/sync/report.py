"""What a run did, in numbers and words; the JSON document of `sync_powens --json` is made here."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from openbanking.health.states import Condition, Status
from openbanking.models import Connection, SyncRun


@dataclass(slots=True)
class Counts:
    """How many rows of one kind were seen, and what became of them."""

    seen: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    warnings: int = 0

    @property
    def written(self) -> int:
        """Return how many rows were touched."""
        return self.added + self.changed + self.removed

    def __iadd__(self, other: Counts) -> Counts:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))
        return self


@dataclass(slots=True)
class Tally:
    """The counts of one connection, or of a whole run."""

    accounts: Counts = field(default_factory=Counts)
    balances: Counts = field(default_factory=Counts)
    transactions: Counts = field(default_factory=Counts)

    def __iadd__(self, other: Tally) -> Tally:
        self.accounts += other.accounts
        self.balances += other.balances
        self.transactions += other.transactions
        return self


@dataclass(slots=True, kw_only=True)
class ConnectionReport:
    """What the run did to one connection; `connection` is None when its user could not be read."""

    connection: Connection | None
    tenant: str
    read: bool
    condition: Condition
    next_attempt_at: datetime | None = None
    tally: Tally = field(default_factory=Tally)
    warnings: list[str] = field(default_factory=list)
    accounts_left_out: set[str | None] = field(default_factory=set)
    transactions_left_out: dict[str, list[str]] = field(default_factory=dict)

    def leave_account_out(self, external_id: str | None, reason: str) -> None:
        """Note that an account could not be read; the connection is then not in step."""
        self.accounts_left_out.add(external_id)
        self.tally.accounts.warnings += 1
        self.warnings.append(f"Account {external_id or 'without id'} was left out: {reason}")

    def leave_transaction_out(self, account: str, external_id: str | None, reason: str) -> None:
        """Note that a row of an account could not be read."""
        self.tally.transactions.warnings += 1
        warning = f"Transaction {external_id or 'without id'} was left out: {reason}"
        self.warnings.append(warning)
        self.transactions_left_out.setdefault(account, []).append(warning)

    def warnings_about(self, account_external_id: str) -> list[str]:
        """Return the warnings that concern an account."""
        return [each for each in self.warnings if each.startswith(f"Account {account_external_id} ")]

    @property
    def unread_accounts(self) -> list[str]:
        """Return Powens' ids of the accounts that could not be read, where it gave one."""
        return [each for each in self.accounts_left_out if each is not None]

    @property
    def in_step(self) -> bool:
        """Tell whether all of the connection was read and Powens itself could read the bank."""
        return (
            self.read
            and not self.state
            and not self.accounts_left_out
            and self.condition.status is not Status.DISCONNECTED
        )

    @property
    def state(self) -> str:
        return self.connection.state if self.connection else ""

    @property
    def institution(self) -> str:
        return self.connection.institution.name if self.connection else "Powens"

    def as_json(self) -> dict[str, Any]:
        """Return the connection's part of the document, keys as promised to automations."""
        return {
            "id": str(self.connection.pk) if self.connection else None,
            "externalId": self.connection.external_id if self.connection else None,
            "tenant": self.tenant,
            "institution": self.institution,
            "status": str(self.condition.status),
            "state": self.state or None,
            "whoMustAct": str(self.condition.who_must_act),
            "message": self.condition.message,
            "retryable": self.condition.retryable,
            "nextAttemptAt": _instant(self.next_attempt_at),
            **asdict(self.tally),
        }


@dataclass(slots=True, kw_only=True)
class RunReport:
    """What a whole run did."""

    id: UUID
    status: SyncRun.Status
    started_at: datetime
    finished_at: datetime
    connections: list[ConnectionReport]

    @property
    def totals(self) -> Tally:
        totals = Tally()
        for report in self.connections:
            totals += report.tally
        return totals

    def as_json(self) -> dict[str, Any]:
        """Return the document of `sync_powens --json`."""
        return {
            "run": {
                "id": str(self.id),
                "status": str(self.status),
                "startedAt": _instant(self.started_at),
                "finishedAt": _instant(self.finished_at),
            },
            "totals": asdict(self.totals),
            "connections": [report.as_json() for report in self.connections],
        }


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
