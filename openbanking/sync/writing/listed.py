"""The rows of a product as columns, and what is odd about some of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from openbanking.models import Account
from openbanking.powens import PowensProtocolError, payloads
from openbanking.sync.mapping.wealth import unusable_figures
from openbanking.sync.reading.delivery import Delivery
from openbanking.sync.report import ConnectionReport
from openbanking.sync.warnings import WarningKind

Row = TypeVar("Row", bound=payloads.OfAccount)
Values = dict[str, Any]


def listed_values(
    delivery: Delivery[Row],
    account: Account,
    values_of: Callable[[Row], Iterable[Values]],
    *,
    report: ConnectionReport,
) -> tuple[list[Values], bool]:
    """Return the columns of an account's rows, and whether these are all there are.

    One row of Powens may make several of ours, or none. One that cannot be read is reported, and so are
    figures that no column holds. Nothing may be concluded from what is not listed unless all is read.
    """
    key, found = account.external_id, list[Values]()

    def warn(kind: WarningKind, row: str | None, reason: str) -> None:
        report.warn(kind, account=key, product=delivery.product, row=row, reason=reason)

    unread = delivery.unread_of(key)
    for each in unread:
        warn(WarningKind.ROW_LEFT_OUT, each.id, each.reason)
    left_out = len(unread)
    for row in delivery.rows_of(key):
        id_ = getattr(row, "id", None)
        name = None if id_ is None else str(id_)
        try:
            found.extend(values_of(row))
        except PowensProtocolError as error:
            warn(WarningKind.ROW_LEFT_OUT, name, str(error))
            left_out += 1
        else:
            if figures := unusable_figures(row):
                warn(WarningKind.FIGURES_LEFT_OUT, name, f"{', '.join(figures)}.")
    report.tally.of(delivery.product).seen += len(found) + left_out
    return found, delivery.is_whole(key) and not left_out
