"""What years of use leave beside transactions: runs, doubts, and who read what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from django.utils import timezone

from openbanking.models import (
    Account,
    AuditEntry,
    Connection,
    Discrepancy,
    QuarantinedReading,
    SyncOutcome,
)
from tests import factories
from tests.benchmarks.reads.world import copy_rows

RUNS = 60
# Of so many accounts one has a reading in quarantine, or a sum that does not agree.
DOUBTFUL = 40
DAYS_OF_READING = 20

# An account, its family, its Powens user and that one's member.
Owned = tuple[UUID, UUID, UUID, UUID]


def remember() -> None:
    """Give every connection its runs and every account its readers, and doubt some of them."""
    now = timezone.now().replace(microsecond=0)
    accounts = list(
        Account.objects.values_list(
            "pk", "tenant_id", "connection__powens_user_id", "connection__powens_user__user_id"
        )
    )
    _run(now)
    _doubt(accounts[::DOUBTFUL], now)
    _read(accounts, now)


def _run(now: datetime) -> None:
    connections = list(Connection.objects.values_list("pk", "powens_user_id"))
    runs = [
        factories.make_run(status="ok", started_at=at, finished_at=at + timedelta(minutes=3))
        for at in (now - timedelta(hours=6 * number) for number in range(RUNS))
    ]
    numbers = count(-1, -1)
    outcome = SyncOutcome(read=True, status="healthy", who_must_act="nobody", message="All was read.")
    copy_rows(
        outcome,
        ("id", "run_id", "connection_id", "powens_user_id"),
        ((next(numbers), run.pk, link, user) for run in reversed(runs) for link, user in connections),
    )


def _doubt(accounts: list[Owned], now: datetime) -> None:
    """Have a reading of each wait in quarantine, and a sum disagree."""
    QuarantinedReading.objects.bulk_create(
        QuarantinedReading(
            account_id=account,
            reason=QuarantinedReading.Reason.ZERO,
            balance=0,
            currency="EUR",
            last_good="1310.42",
            last_good_currency="EUR",
            as_of=now,
        )
        for account, *_ in accounts
    )
    Discrepancy.objects.bulk_create(
        Discrepancy(
            kind=Discrepancy.Kind.LEDGER,
            powens_user_id=powens_user,
            account_id=account,
            currency="EUR",
            amount="-5.00",
            began_on=now.date(),
        )
        for account, _, powens_user, _ in accounts
    )


def _read(accounts: list[Owned], now: datetime) -> None:
    """Have the member of each read it by a token, day after day."""
    entry = AuditEntry(channel="rest", token="a-token", operation="openbanking.balances.get")
    copy_rows(
        entry,
        ("id", "user_id", "tenant", "account", "day", "last_at"),
        _entries(accounts, now),
    )


def _entries(accounts: list[Owned], now: datetime) -> Iterator[tuple[object, ...]]:
    numbers = count(-1, -1)
    for back in range(DAYS_OF_READING, 0, -1):
        at = now - timedelta(days=back)
        for account, tenant, _, user in accounts:
            yield next(numbers), user, tenant, account, at.date(), at
