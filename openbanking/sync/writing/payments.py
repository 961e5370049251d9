"""Write the schedule of a loan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from openbanking.models import Account, LoanPayment
from openbanking.powens import payloads
from openbanking.sync.mapping.wealth import payment_values
from openbanking.sync.products import Product
from openbanking.sync.reading.delivery import Delivery
from openbanking.sync.report import ConnectionReport
from openbanking.sync.writing.listed import Values, listed_values
from openbanking.sync.writing.mirrored import MirroredRows


def write_payments(
    account: Account,
    delivery: Delivery[payloads.LoanAmortization],
    *,
    now: datetime,
    report: ConnectionReport,
) -> None:
    """Bring the payments of a loan in sync: each is known by its day, as Powens gives it no id.

    What is in the schedule no more is soft-deleted; what was due before its first day was paid, and
    stays.
    """
    listed, whole = listed_values(
        delivery, account, lambda row: [payment_values(row, account)], report=report
    )
    if not listed:
        return
    rows = MirroredRows(LoanPayment, now=now, counts=report.tally.of(Product.PAYMENTS), as_of=now)
    known = {(row.due_on, row.position): row for row in account.loan_payments.all()}
    for values in _numbered(listed):
        rows.take(known.pop((values["due_on"], values["position"]), None), values)
    first = min((each["due_on"] for each in listed if each["due_on"]), default=date.max)
    for row in known.values():
        if whole and row.deleted_on is None and (row.due_on is None or row.due_on >= first):
            rows.take(row, {"deleted_on": now.date()})
    if rows.save():
        account.updated_at = now


def _numbered(listed: Iterable[Values]) -> Iterator[Values]:
    """Yield the payments with their positions among those of a day, those that are gone at the end.

    One that is gone and whose day has another was replaced by it.
    """
    counts = Counter[date | None]()
    for values in sorted(listed, key=lambda each: each["deleted_on"] is not None):
        day = values["due_on"]
        if values["deleted_on"] is None or not counts[day]:
            yield values | {"position": counts[day]}
            counts[day] += 1
