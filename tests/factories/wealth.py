"""What accounts hold and owe, and whose they are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from openbanking.models import (
    Account,
    AccountOwner,
    Holding,
    HoldingReading,
    HoldingValue,
    LoanPayment,
    MarketOrder,
    Pocket,
)
from tests.factories.given import NOW, numbers


def make_holding(account: Account, valuation: str | None = "1100", **columns: Any) -> Holding:
    label = columns.setdefault("label", f"Line {next(numbers)}")
    return Holding.objects.create(
        **{
            "tenant": account.tenant,
            "account": account,
            "external_id": str(next(numbers)),
            "key": columns.get("code") or label,
            "kind": Holding.Kind.SECURITY,
            **_line(account, valuation),
            **columns,
        }
    )


def make_holding_reading(
    holding: Holding, valuation: str | None = "1100", **columns: Any
) -> HoldingReading:
    return HoldingReading.objects.create(
        holding=holding, **{**_line(holding.account, valuation), **columns}
    )


def make_holding_value(holding: Holding, unit_value: str, **columns: Any) -> HoldingValue:
    return HoldingValue.objects.create(
        **{
            "holding": holding,
            "unit_value": Decimal(unit_value),
            "valued_on": NOW.date(),
            "source": HoldingValue.Source.HISTORY,
            "learned_at": NOW,
            **columns,
        }
    )


def make_pocket(holding: Holding, **columns: Any) -> Pocket:
    return Pocket.objects.create(
        **{
            "tenant": holding.tenant,
            "account": holding.account,
            "holding": holding,
            "external_id": str(next(numbers)),
            "quantity": Decimal(10),
            "value": Decimal(1100),
            "currency": holding.currency,
            "condition": "available",
            "as_of": NOW,
            **columns,
        }
    )


def make_order(account: Account, **columns: Any) -> MarketOrder:
    return MarketOrder.objects.create(
        **{
            "tenant": account.tenant,
            "account": account,
            "external_id": str(next(numbers)),
            "direction": MarketOrder.Direction.BUY,
            "date": NOW,
            "currency": account.currency,
            "as_of": NOW,
            **columns,
        }
    )


def make_payment(account: Account, **columns: Any) -> LoanPayment:
    return LoanPayment.objects.create(
        **{
            "account": account,
            "due_on": NOW.date(),
            "currency": account.currency,
            "as_of": NOW,
            **columns,
        }
    )


def _line(account: Account, valuation: str | None) -> dict[str, Any]:
    return {
        "valuation": None if valuation is None else Decimal(valuation),
        "currency": account.currency,
        "valued_on": NOW.date(),
        "as_of": NOW,
        "learned_at": NOW,
    }


def make_owner(account: Account, name: str, **columns: Any) -> AccountOwner:
    return AccountOwner.objects.create(
        **{"tenant": account.tenant, "account": account, "role": "holder", "name": name, **columns}
    )
