"""Bring a statement into a manual account: all of it or nothing, and each row once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from openbanking.models import ManualAccount, StatementEntry, StatementImport, User, Valuation
from openbanking.statements.identity import numbered
from openbanking.statements.statement import ClosingBalance, Statement


class StatementRefused(Exception):
    """It can be read, but is not of this account; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a statement."""

    added: int
    # Brought by an earlier file.
    known: int
    # Told of twice in the same file, under the same reference.
    repeated: int
    # Not booked yet, and left out.
    pending: int
    # Closing balances that became valuations.
    valuations: int

    def __str__(self) -> str:
        return (
            f"rows: {self.added} added, {self.known} known, {self.repeated} repeated, "
            f"{self.pending} pending and left out; valuations: {self.valuations} added"
        )


@transaction.atomic
def import_statement(
    account: ManualAccount, statement: Statement, *, by: User | None, now: datetime
) -> Imported:
    """Keep the rows that are new, and closing balances as valuations; raises StatementRefused."""
    # One file after the other: what the first brings, the second knows.
    account = ManualAccount.objects.select_for_update().get(pk=account.pk)
    first, last = statement.days
    _refuse_foreign(account, statement, first, last)
    brought_by = StatementImport(
        account=account,
        format=statement.format,
        begins_on=first,
        ends_on=last,
        rows=len(statement.rows),
        imported_by=by,
        created_at=now,
        updated_at=now,
    )
    entries, known, repeated = _new_entries(account, statement, brought_by, first, last)
    closings = list(_new_closings(account, statement.closings, brought_by, by=by, now=now))
    brought_by.added = len(entries)
    if entries or closings:
        brought_by.save(force_insert=True)
        StatementEntry.objects.bulk_create(entries)
        Valuation.objects.bulk_create(closings)
    return Imported(
        added=len(entries),
        known=known,
        repeated=repeated,
        pending=statement.pending,
        valuations=len(closings),
    )


@transaction.atomic
def take_back(brought_by: StatementImport, *, by: User, now: datetime) -> int:
    """Remove what a file brought, and return how many rows that were.

    Its closing balances are withdrawn as any valuation is: by another row, with what they corrected.
    """
    for valuation in brought_by.valuations.standing().select_related("supersedes"):
        before = valuation.supersedes
        Valuation.objects.create(
            account_id=valuation.account_id,
            amount=before.amount if before else None,
            valued_on=valuation.valued_on,
            source="A statement was taken back",
            supersedes=valuation,
            recorded_at=now,
            recorded_by=by,
        )
    removed = brought_by.entries.count()
    brought_by.delete()
    return removed


def _refuse_foreign(account: ManualAccount, statement: Statement, first: date, last: date) -> None:
    if statement.currency and statement.currency != account.currency:
        raise StatementRefused(
            f"The statement is in {statement.currency}, and the account in {account.currency}."
        )
    other = account.entries.filter(booked_on__range=(first, last)).exclude(
        brought_by__format=statement.format
    )
    if found := other.select_related("brought_by").first():
        raise StatementRefused(
            f"There are rows of these days from a file in {found.brought_by.get_format_display()}, and "
            "rows are recognised within one format only. Take that import back, or cut the file."
        )


def _new_entries(
    account: ManualAccount,
    statement: Statement,
    brought_by: StatementImport,
    first: date,
    last: date,
) -> tuple[list[StatementEntry], int, int]:
    """Return the rows that are new, how many are known, and how many the file repeats."""
    there = account.entries.filter(booked_on__range=(first, last))
    known = set(there.values_list("fingerprint", "occurrence"))
    fresh: dict[tuple[str, int], StatementEntry] = {}
    met = set[tuple[str, int]]()
    repeated = 0
    for row, fingerprint, occurrence in numbered(statement.rows):
        key = fingerprint, occurrence
        repeated += key in met
        met.add(key)
        if key not in known:
            fresh.setdefault(
                key,
                StatementEntry(
                    account=account,
                    brought_by=brought_by,
                    fingerprint=fingerprint,
                    occurrence=occurrence,
                    reference=row.reference[:255],
                    booked_on=row.booked_on,
                    value_on=row.value_on,
                    amount=row.amount,
                    wording=row.wording,
                    counterparty=row.counterparty[:255],
                ),
            )
    return list(fresh.values()), len(met & known), repeated


def _new_closings(
    account: ManualAccount,
    closings: Iterable[ClosingBalance],
    brought_by: StatementImport,
    *,
    by: User | None,
    now: datetime,
) -> Iterable[Valuation]:
    """Yield a valuation for each closing balance that differs from what statements said of its day."""
    stated = account.valuations.standing().filter(brought_by__isnull=False)
    before = {valuation.valued_on: valuation for valuation in stated}
    for day, closing in {closing.day: closing for closing in closings}.items():
        known = before.get(day)
        if known is None or known.amount != closing.amount:
            yield Valuation(
                account=account,
                amount=closing.amount,
                valued_on=day,
                source=f"Statement in {brought_by.get_format_display()}",
                supersedes=known,
                recorded_at=now,
                recorded_by=by,
                brought_by=brought_by,
            )
