"""Write the pockets of an account's lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from openbanking.models import Account, Holding, Pocket
from openbanking.powens import PowensProtocolError, payloads
from openbanking.sync.mapping.wealth import pocket_values
from openbanking.sync.matching.rows import pair_rows
from openbanking.sync.products import Product
from openbanking.sync.reading.delivery import Delivery
from openbanking.sync.report import ConnectionReport
from openbanking.sync.writing.listed import Values, listed_values
from openbanking.sync.writing.mirrored import MirroredRows

TRAITS = [("external_id",), ("holding_id", "label", "condition", "available_on")]


def write_pockets(
    account: Account,
    delivery: Delivery[payloads.Pocket],
    lines: Mapping[str, Holding],
    *,
    now: datetime,
    report: ConnectionReport,
) -> None:
    """Bring the pockets of an account in sync; `lines` are its lines, by Powens' id.

    One whose line is not known is left out. What is listed no more is soft-deleted, unless nothing of
    the account is listed at all; but those of a line that is gone are gone with it.
    """

    def values_of(row: payloads.Pocket) -> list[Values]:
        line = lines.get(str(row.id_investment))
        if line is None:
            raise PowensProtocolError("it is part of no holding that is known.")
        return [pocket_values(row, account, line.pk)]

    listed, whole = listed_values(delivery, account, values_of, report=report)
    known = list(account.pockets.all())
    if not listed and not known:
        return
    rows = MirroredRows(Pocket, now=now, counts=report.tally.of(Product.POCKETS), as_of=now)
    pairs = pair_rows(known, listed, traits=TRAITS)
    paired = {row.pk for row, _ in pairs if row is not None}
    for row, values in pairs:
        rows.take(row, values)
    gone = {line.pk for line in lines.values() if line.deleted_on is not None}
    for row in known:
        missing = row.pk not in paired and ((whole and listed) or row.holding_id in gone)
        if missing and row.deleted_on is None:
            rows.take(row, {"deleted_on": now.date()})
    if rows.save():
        account.updated_at = now
