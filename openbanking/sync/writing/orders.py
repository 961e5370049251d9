"""Write the orders of a market account."""

from __future__ import annotations

from datetime import datetime

from openbanking.models import Account, MarketOrder
from openbanking.powens import payloads
from openbanking.sync.mapping.wealth import order_values
from openbanking.sync.matching.rows import pair_rows
from openbanking.sync.products import Product
from openbanking.sync.reading.delivery import Delivery
from openbanking.sync.report import ConnectionReport
from openbanking.sync.writing.listed import listed_values
from openbanking.sync.writing.mirrored import MirroredRows

TRAITS = [("external_id",), ("number", "code", "direction", "placed_at")]


def write_orders(
    account: Account,
    delivery: Delivery[payloads.MarketOrder],
    *,
    now: datetime,
    report: ConnectionReport,
) -> None:
    """Bring the orders of an account in sync.

    Banks list orders for a while only. So one that is listed no more is soft-deleted if it is younger
    than the oldest that is listed, and stays as it was if it is older.
    """
    listed, whole = listed_values(
        delivery, account, lambda row: [order_values(row, account)], report=report
    )
    if not listed:
        return
    rows = MirroredRows(MarketOrder, now=now, counts=report.tally.of(Product.ORDERS), as_of=now)
    pairs = pair_rows(known := list(account.orders.all()), listed, traits=TRAITS)
    paired = {row.pk for row, _ in pairs if row is not None}
    for row, values in pairs:
        rows.take(row, values, date=now)
    covered = min((each["date"] for each in listed if "date" in each), default=now)
    for row in known:
        if whole and row.pk not in paired and row.deleted_on is None and row.date >= covered:
            rows.take(row, {"deleted_on": now.date()})
    if rows.save():
        account.updated_at = now
