"""What the families of the demonstration own and owe that is at no bank."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from openbanking.models import Kind, ManualAccount, Tenant, Valuation

# Name, kind, and its valuations: how many days ago, how much, and who says so.
POSSESSIONS = [
    (
        "House by the lake",
        Kind.PROPERTY,
        [(1400, "820000", "Deed of purchase"), (200, "905000", "A notary")],
    ),
    ("Painting in the hall", Kind.OTHER, [(900, "42000", "An auction house")]),
    (
        "Owed to an aunt",
        Kind.LOANS,
        [(700, "-60000", "A private contract"), (30, "-48000", "Her letter")],
    ),
]


def keep(tenant: Tenant, *, now: datetime) -> None:
    """Give a family its possessions, unless it has some already."""
    if tenant.manual_accounts.exists():
        return
    for name, kind, valuations in POSSESSIONS:
        account = ManualAccount.objects.create(tenant=tenant, name=name, kind=kind, currency="EUR")
        for days_ago, amount, source in valuations:
            learned = now - timedelta(days=days_ago)
            Valuation.objects.create(
                account=account,
                amount=Decimal(amount),
                valued_on=learned.date(),
                source=source,
                recorded_at=learned,
            )
