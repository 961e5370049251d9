"""Write the pockets of an account's lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from openbanking.models import Account, Pocket
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
    lines: Mapping[str, UUID],
    *,
    now: datetime,
    report: ConnectionReport,
) -> None:
    """Bring the pockets of an account in sync; `lines` are its lines, by Powens' id.

    One whose line is not known is left out. What is listed no more is soft-deleted, unless nothing of
    the account is listed at all.
    """

    def values_of(row: payloads.Pocket) -> list[Values]:
        holding = lines.get(str(row.id_investment))
        if holding is None:
            raise PowensProtocolError("it is part of no holding that is known.")
        return [pocket_values(row, account, holding)]

    listed, whole = listed_values(delivery, account, values_of, report=report)
    if not listed:
        return
    rows = MirroredRows(Pocket, now=now, counts=report.tally.of(Product.POCKETS), as_of=now)
    pairs = pair_rows(known := list(account.pockets.all()), listed, traits=TRAITS)
    paired = {row.pk for row, _ in pairs if row is not None}
    for row, values in pairs:
        rows.take(row, values)
    for row in known:
        if whole and row.pk not in paired and row.deleted_on is None:
            rows.take(row, {"deleted_on": now.date()})
    if rows.save():
        account.updated_at = now
