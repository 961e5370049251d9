"""Write the lines of an account, and append what is new to their history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from openbanking.models import Account, Holding, HoldingReading, SyncRun
from openbanking.models.holdings import HoldingFigures
from openbanking.sync.mapping.wealth import line_values
from openbanking.sync.matching.lines import pair_lines
from openbanking.sync.products import Product
from openbanking.sync.reading.delivery import Wealth
from openbanking.sync.report import ConnectionReport
from openbanking.sync.writing.line_values import write_values
from openbanking.sync.writing.listed import listed_values
from openbanking.sync.writing.mirrored import MirroredRows

COLUMNS = [field.attname for field in HoldingFigures._meta.concrete_fields]
# What a reading is new by; when it was learned, and by which run, follows.
FIGURES = frozenset(COLUMNS) - {"as_of", "learned_at", "run_id"}


def write_lines(
    account: Account, wealth: Wealth, *, run: SyncRun | None, now: datetime, report: ConnectionReport
) -> dict[str, Holding]:
    """Bring the lines of an account in sync; returns those that are known, by Powens' ids.

    What is listed no more is soft-deleted, if all of the list was read. Where nothing is listed at all,
    the account may have been enabled anew and wait for the bank: then it has to have been read since. A
    line whose figures are new leaves a reading, and what its unit is worth on that day a value. The
    account is changed in memory; whoever passed it in saves it.
    """
    listed, whole = listed_values(
        wealth.lines, account, lambda row: [line_values(row, account)], report=report
    )
    known = list(account.holdings.all())
    if not known and not listed:
        return {}
    rows = MirroredRows(Holding, now=now, counts=report.tally.of(Product.HOLDINGS), as_of=now)
    there, moved = {row.external_id: row for row in known}, list[Holding]()
    pairs = pair_lines(known, listed)
    paired = {row.pk for row, _ in pairs if row is not None}
    if whole and (listed or _was_read_since(account, known)):
        pairs += [
            (row, {"deleted_on": now.date()})
            for row in known
            if row.pk not in paired and row.deleted_on is None
        ]
    for known_row, values in pairs:
        row, differing = rows.take(known_row, values, learned_at=now)
        there[row.external_id] = row
        if differing & FIGURES:
            row.learned_at, row.run = now, run
            moved.append(row)
    changed = rows.save()
    HoldingReading.objects.bulk_create(
        HoldingReading(holding=row, **{name: getattr(row, name) for name in COLUMNS}) for row in moved
    )
    histories = {there[line]: values for line, values in wealth.histories.items() if line in there}
    if write_values(account, moved, histories, run=run, now=now, report=report) or changed:
        # Answers show them with the account, so the account's record has changed.
        account.updated_at = now
    return there


def _was_read_since(account: Account, lines: Iterable[Holding]) -> bool:
    read_at = account.bank_updated_at
    return read_at is not None and all(row.as_of < read_at for row in lines if not row.deleted_on)
