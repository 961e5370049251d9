"""Write the lines of an account, and append what is new to their history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

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
) -> Mapping[str, UUID]:
    """Bring the lines of an account in sync; returns those that are known, by Powens' ids.

    What is listed no more is soft-deleted, if all of the list was read. A line whose figures are new
    leaves a reading, and what its unit is worth on that day a value. The account is changed in memory;
    whoever passed it in saves it.
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
    if whole:
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
    return {external_id: row.pk for external_id, row in there.items()}
