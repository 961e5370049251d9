"""Write whose an account is."""

from __future__ import annotations

from datetime import datetime

from openbanking.models import Account, AccountOwner
from openbanking.powens import payloads
from openbanking.sync.mapping.wealth import owners_of
from openbanking.sync.products import Product
from openbanking.sync.reading.delivery import Delivery, Outcome
from openbanking.sync.report import ConnectionReport
from openbanking.sync.writing.listed import listed_values
from openbanking.sync.writing.mirrored import MirroredRows


def write_owners(
    account: Account,
    delivery: Delivery[payloads.AccountOwnership],
    *,
    now: datetime,
    report: ConnectionReport,
) -> None:
    """Bring the owners of an account in sync.

    Who is listed no more is deleted for good: names are not kept longer than they are of use. Of an
    account that is not listed at all nothing is concluded.
    """
    if delivery.outcome is not Outcome.NOT_ASKED and not delivery.trouble:
        account.owners_read_at = now
    found, whole = listed_values(delivery, account, lambda row: owners_of(row, account), report=report)
    if not found:
        return
    counts = report.tally.of(Product.OWNERS)
    rows = MirroredRows(AccountOwner, now=now, counts=counts)
    known = {(row.role, row.name): row for row in account.owners.all()}
    # A bank that is read from two sources lists its owners twice.
    listed = {(each["role"], each["name"]): each for each in found}
    for key, values in listed.items():
        rows.take(known.pop(key, None), values)
    gone = [row.pk for row in known.values()] if whole else []
    account.owners.filter(pk__in=gone).delete()
    counts.removed += len(gone)
    if rows.save() or gone:
        account.updated_at = now
