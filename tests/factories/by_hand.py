"""What is kept by hand: possessions with their valuations, statements, and rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from openbanking.models import (
    ExchangeRate,
    ManualAccount,
    StatementEntry,
    StatementImport,
    Tenant,
    Valuation,
)
from tests.factories.given import NOW, numbers


def make_rate(currency: str, units: str, *, day: date, **columns: Any) -> ExchangeRate:
    return ExchangeRate.objects.create(
        **{
            "currency": currency,
            "units": Decimal(units),
            "day": day,
            "source": "European Central Bank",
            "learned_at": NOW,
            **columns,
        }
    )


def make_manual_account(tenant: Tenant, **columns: Any) -> ManualAccount:
    return ManualAccount.objects.create(
        **{"tenant": tenant, "name": "House", "kind": "property", "currency": "EUR", **columns}
    )


def make_valuation(account: ManualAccount, amount: str | None, **columns: Any) -> Valuation:
    return Valuation.objects.create(
        **{
            "account": account,
            "amount": None if amount is None else Decimal(amount),
            "valued_on": NOW.date(),
            "source": "An estimate",
            "recorded_at": NOW,
            **columns,
        }
    )


def make_statement_import(account: ManualAccount, **columns: Any) -> StatementImport:
    return StatementImport.objects.create(
        **{
            "account": account,
            "format": "csv",
            "begins_on": NOW.date(),
            "ends_on": NOW.date(),
            "rows": 1,
            "added": 1,
            **columns,
        }
    )


def make_entry(brought_by: StatementImport, amount: str, **columns: Any) -> StatementEntry:
    return StatementEntry.objects.create(
        **{
            "account": brought_by.account,
            "brought_by": brought_by,
            "fingerprint": f"fingerprint {next(numbers)}",
            "booked_on": NOW.date(),
            "amount": Decimal(amount),
            "wording": "CARD 02/03 SHOP",
            **columns,
        }
    )
