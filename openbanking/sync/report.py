"""What a run did, in numbers and words: for whoever asked for it, and as lasting rows.

The JSON document of `sync_powens --json` is made here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from openbanking.health.states import Condition, Status
from openbanking.models import Connection, PowensUser, SyncOutcome, SyncRun
from openbanking.sync.products import Product
from openbanking.sync.warnings import SyncWarning, WarningKind

UNAVAILABLE = (
    "Powens gives no {}: there are none, or they are not switched on for the application. What is known "
    "of them is kept."
)


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
    holdings: Counts = field(default_factory=Counts)
    pockets: Counts = field(default_factory=Counts)
    orders: Counts = field(default_factory=Counts)
    payments: Counts = field(default_factory=Counts)
    owners: Counts = field(default_factory=Counts)

    def __iadd__(self, other: Tally) -> Tally:
        for (_, counts), (_, more) in zip(self.kinds(), other.kinds(), strict=True):
            counts += more
        return self

    def kinds(self) -> Iterator[tuple[str, Counts]]:
        """Yield the counts of each kind of row, with its name."""
        for each in fields(self):
            yield each.name, getattr(self, each.name)

    def of(self, product: Product) -> Counts:
        """Return the counts of a product's rows."""
        counts: Counts = getattr(self, product)
        return counts


@dataclass(slots=True, kw_only=True)
class ConnectionReport:
    """What the run did to one connection; `connection` is None when its user could not be read.

    `unavailable` are the products its accounts could have and Powens gives nobody.
    """

    connection: Connection | None
    tenant: str
    read: bool
    condition: Condition
    next_attempt_at: datetime | None = None
    tally: Tally = field(default_factory=Tally)
    warnings: list[SyncWarning] = field(default_factory=list)
    unavailable: set[Product] = field(default_factory=set)

    def warn(
        self,
        kind: WarningKind,
        *,
        account: str | None,
        transaction: str | None = None,
        product: Product | None = None,
        row: str | None = None,
        reason: str = "",
    ) -> None:
        """Note something odd, by Powens' ids, and count it where it belongs."""
        self.warnings.append(
            SyncWarning(
                kind=kind,
                account=account,
                transaction=transaction,
                product=product,
                row=row,
                reason=reason,
            )
        )
        if product is not None:
            self.tally.of(product).warnings += 1
        match kind:
            case WarningKind.ACCOUNT_LEFT_OUT | WarningKind.TYPE_UNKNOWN:
                self.tally.accounts.warnings += 1
            case WarningKind.BALANCE_MISSING | WarningKind.BALANCE_IMPLAUSIBLE:
                self.tally.balances.warnings += 1
            case WarningKind.TRANSACTION_LEFT_OUT | WarningKind.AMOUNT_MISSING:
                self.tally.transactions.warnings += 1

    def warnings_about(self, account_external_id: str) -> list[SyncWarning]:
        """Return the warnings that concern an account as a whole, and not a row of it."""
        return [
            each
            for each in self.warnings
            if each.account == account_external_id and not each.concerns_row
        ]

    @property
    def accounts_left_out(self) -> set[str | None]:
        """Return Powens' ids of the accounts that could not be read, with None for one without id."""
        return {each.account for each in self.warnings if each.kind is WarningKind.ACCOUNT_LEFT_OUT}

    @property
    def unread_accounts(self) -> list[str]:
        """Return Powens' ids of the accounts that could not be read, where it gave one."""
        return [each for each in self.accounts_left_out if each is not None]

    def transactions_left_out(self, account_external_id: str) -> list[SyncWarning]:
        """Return a warning for each transaction of an account that could not be read."""
        return [
            each
            for each in self.warnings
            if each.kind is WarningKind.TRANSACTION_LEFT_OUT and each.account == account_external_id
        ]

    @property
    def unread_products(self) -> set[Product]:
        """Return the products that Powens failed to give, for this time."""
        failed = (each for each in self.warnings if each.kind is WarningKind.PRODUCT_UNREAD)
        return {each.product for each in failed if each.product is not None}

    @property
    def in_sync(self) -> bool:
        """Tell whether all of the connection was read and Powens itself could read the bank."""
        return (
            self.read
            and not self.state
            and not self.accounts_left_out
            and not self.unread_products
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
    def warnings(self) -> list[str]:
        """Return what Powens does not give, each said once however many accounts lack it."""
        lacking = set[Product]().union(*(report.unavailable for report in self.connections))
        return [UNAVAILABLE.format(each.words) for each in Product if each in lacking]

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
                "warnings": self.warnings,
            },
            "totals": asdict(self.totals),
            "connections": [report.as_json() for report in self.connections],
        }


def queued_as_json(users: int) -> dict[str, Any]:
    """Return the document of `sync_powens --enqueue --json`: so many users are left to the workers."""
    return {
        "run": {
            "id": None,
            "status": "queued",
            "startedAt": None,
            "finishedAt": None,
            "warnings": [],
            "queued": users,
        },
        "totals": asdict(Tally()),
        "connections": [],
    }


def record_outcomes(run: SyncRun, powens_user: PowensUser, reports: list[ConnectionReport]) -> None:
    """Keep the reports of one Powens user under the run, unless its family was erased meanwhile."""
    there = PowensUser.objects.select_for_update(no_key=True).filter(pk=powens_user.pk)
    with transaction.atomic():
        # Whoever erases it locks its row too: the later of the two waits.
        if not reports or there.values_list("pk").first() is None:
            return
        SyncOutcome.objects.bulk_create(
            SyncOutcome(
                run=run,
                powens_user=powens_user,
                connection=report.connection,
                read=report.read,
                status=report.condition.status,
                state=report.state,
                who_must_act=report.condition.who_must_act,
                message=report.condition.message,
                retryable=report.condition.retryable,
                next_attempt_at=report.next_attempt_at,
                counts=asdict(report.tally),
                warnings=[str(warning) for warning in report.warnings],
            )
            for report in reports
        )


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
