"""Sums of what is owned and owed at many instants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from openbanking.balances.duplicates import same_accounts
from openbanking.models import Tenant
from openbanking.networth.accounts import AccountRow, accounts_of
from openbanking.networth.grouped_steps import grouped_steps
from openbanking.networth.manual_accounts import manual_positions
from openbanking.networth.positions import positions_of
from openbanking.networth.steps import Point, Step, points_of, steps_of


def series_of(
    tenant: Tenant, instants: Sequence[datetime], *, known_at: datetime
) -> dict[str, list[Point]]:
    """Return the sums of a tenant at each of the instants, which ascend, by currency.

    PostgreSQL adds up the accounts that count at all of them; the sums are the same to the digit.
    """
    accounts, steps = accounts_of(tenant, known_at=known_at), list[Step]()
    if connection.vendor == "postgresql":
        throughout, accounts = _divided(accounts, instants)
        if throughout:
            steps += grouped_steps(throughout, instants, known_at=known_at)
    for position in (
        *positions_of(accounts, instants, known_at=known_at),
        *manual_positions(tenant, instants, known_at=known_at),
    ):
        steps += steps_of(position)
    return points_of(steps, len(instants))


def _divided(
    accounts: Sequence[AccountRow], instants: Sequence[datetime]
) -> tuple[list[AccountRow], list[AccountRow]]:
    """Return the accounts that count at every instant, each by itself, and the others."""
    doubled = {each.id for twins in same_accounts(accounts) for each in twins}
    everywhere = range(len(instants))
    throughout = [
        each for each in accounts if each.id not in doubled and each.there(instants) == everywhere
    ]
    chosen = {each.id for each in throughout}
    return throughout, [each for each in accounts if each.id not in chosen]
