"""Write what the accounts of one connection hold and owe."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from openbanking.models import Account, SyncRun
from openbanking.sync.reading.delivery import Delivery, Outcome, Wealth
from openbanking.sync.report import ConnectionReport
from openbanking.sync.warnings import WarningKind
from openbanking.sync.writing.lines import write_lines
from openbanking.sync.writing.orders import write_orders
from openbanking.sync.writing.owners import write_owners
from openbanking.sync.writing.payments import write_payments
from openbanking.sync.writing.pockets import write_pockets


def write_wealth(
    accounts: Iterable[Account],
    wealth: Wealth,
    *,
    run: SyncRun | None,
    now: datetime,
    report: ConnectionReport,
) -> None:
    """Bring lines, pockets, orders, loan payments and owners of the accounts in sync.

    Of accounts that are not read nothing is: disabling one erases at Powens what it holds. What was not
    given or could not be read stays as it was, and is reported. The accounts are changed in memory;
    whoever passed them in saves them.
    """
    read = [each for each in accounts if each.status is Account.Status.ACTIVE]
    for delivery in wealth.deliveries():
        if any(delivery.product.is_for(each.type) for each in read):
            _report(delivery, report)
    for account in read:
        lines = write_lines(account, wealth, run=run, now=now, report=report)
        write_pockets(account, wealth.pockets, lines, now=now, report=report)
        write_orders(account, wealth.orders, now=now, report=report)
        write_payments(account, wealth.payments, now=now, report=report)
        write_owners(account, wealth.owners, now=now, report=report)


def _report(delivery: Delivery[Any], report: ConnectionReport) -> None:
    """Say of a product that accounts of the connection could have what is missing of it."""
    product = delivery.product
    if delivery.trouble:
        report.warn(WarningKind.PRODUCT_UNREAD, account=None, product=product, reason=delivery.trouble)
    elif delivery.outcome is Outcome.UNAVAILABLE:
        report.unavailable.add(product)
    for each in delivery.unread_of(None):
        report.warn(
            WarningKind.ROW_LEFT_OUT, account=None, product=product, row=each.id, reason=each.reason
        )
