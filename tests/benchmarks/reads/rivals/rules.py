"""What an answer says that no column does, where every connection is healthy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

BALANCES = "/api/openbanking/balances/get/v1"
ACCOUNTS = "/api/openbanking/accounts/list/v1"
TRANSACTIONS = "/api/openbanking/transactions/list/v1"

FRESH_FOR = timedelta(hours=48)
HEALTHY = {"status": "healthy", "whoMustAct": "nobody", "message": "In sync with the bank."}


def freshness(bank_updated_at: datetime) -> str:
    """Say whether a figure can be taken for the bank's present one."""
    return "fresh" if datetime.now(UTC) - bank_updated_at <= FRESH_FOR else "stale"


def masked(number: str) -> str:
    """Return a number with all but its last four characters hidden."""
    return "*" * (len(number) - 4) + number[-4:]


def direction(amount: Decimal | float) -> str:
    """Say which way money went."""
    return "debit" if amount < 0 else "credit"
