"""Rows for tests: plain functions with sound defaults, any column overridden by name."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from openbanking.models import (
    Account,
    AccountOwner,
    ApiToken,
    Balance,
    BalanceReading,
    Connection,
    ExchangeRate,
    Holding,
    HoldingReading,
    HoldingValue,
    Institution,
    Invitation,
    LoanPayment,
    ManualAccount,
    MarketOrder,
    Membership,
    Pocket,
    PowensUser,
    QuarantinedReading,
    StatementEntry,
    StatementImport,
    SyncOutcome,
    SyncRun,
    Tenant,
    Transaction,
    User,
    Valuation,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_number = itertools.count(1)


def make_user(username: str, **columns: Any) -> User:
    return User.objects.create_user(username=username, password="a password", **columns)


def make_tenant(slug: str, *members: User, admins: tuple[User, ...] = (), **columns: Any) -> Tenant:
    tenant = Tenant.objects.create(slug=slug, **{"name": slug.title(), **columns})
    for user in members:
        Membership.objects.create(tenant=tenant, user=user)
    for user in admins:
        Membership.objects.create(tenant=tenant, user=user, role=Membership.Role.ADMIN)
    return tenant


def make_token(user: User, *tenants: Tenant, **columns: Any) -> str:
    token, text = ApiToken.objects.issue(user=user, **columns)
    token.tenants.set(tenants)
    return text


def make_powens_user(tenant: Tenant, user: User, **columns: Any) -> PowensUser:
    return PowensUser.objects.create(
        **{
            "tenant": tenant,
            "user": user,
            "external_id": str(next(_number)),
            "token": "a powens token",
            **columns,
        }
    )


def make_institution(name: str = "Banque du Test", **columns: Any) -> Institution:
    return Institution.objects.create(**{"name": name, "code": f"connector-{next(_number)}", **columns})


def make_connection(powens_user: PowensUser, **columns: Any) -> Connection:
    return Connection.objects.create(
        **{
            "tenant": powens_user.tenant,
            "powens_user": powens_user,
            "institution": columns.pop("institution", None) or make_institution(),
            "external_id": str(next(_number)),
            "last_success_at": NOW,
            **columns,
        }
    )


def make_account(connection: Connection, **columns: Any) -> Account:
    return Account.objects.create(
        **{
            "tenant": connection.tenant,
            "connection": connection,
            "external_id": str(next(_number)),
            "name": "Current account",
            "type": "checking",
            "currency": "EUR",
            "bank_updated_at": NOW,
            **columns,
        }
    )


def make_balance(account: Account, amount: str, **columns: Any) -> Balance:
    return Balance.objects.create(**_figure(account, amount, columns))


def make_reading(account: Account, amount: str, **columns: Any) -> BalanceReading:
    return BalanceReading.objects.create(**_figure(account, amount, columns))


def _figure(account: Account, amount: str, columns: dict[str, Any]) -> dict[str, Any]:
    return {
        "account": account,
        "type": "current",
        "amount": Decimal(amount),
        "currency": account.currency,
        "as_of": NOW,
        "learned_at": NOW,
        "source_field": "balance",
        **columns,
    }


def make_transaction(account: Account, amount: str | None, **columns: Any) -> Transaction:
    return Transaction.objects.create(
        **{
            "account": account,
            "external_id": str(next(_number)),
            "amount": None if amount is None else Decimal(amount),
            "date": NOW,
            "booked_on": NOW,
            "type": "card",
            "original_wording": "CARD 02/03 SHOP",
            **columns,
        }
    )


def make_holding(account: Account, valuation: str | None = "1100", **columns: Any) -> Holding:
    label = columns.setdefault("label", f"Line {next(_number)}")
    return Holding.objects.create(
        **{
            "tenant": account.tenant,
            "account": account,
            "external_id": str(next(_number)),
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
            "external_id": str(next(_number)),
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
            "external_id": str(next(_number)),
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


def make_run(**columns: Any) -> SyncRun:
    return SyncRun.objects.create(
        **{"status": SyncRun.Status.OK, "started_at": NOW, "finished_at": NOW, **columns}
    )


def make_outcome(run: SyncRun, connection: Connection, **columns: Any) -> SyncOutcome:
    return SyncOutcome.objects.create(
        **{
            "run": run,
            "powens_user": connection.powens_user,
            "connection": connection,
            "read": True,
            "status": "healthy",
            "who_must_act": "nobody",
            **columns,
        }
    )


def make_invitation(tenant: Tenant, user: User, **columns: Any) -> Invitation:
    return Invitation.objects.create(
        **{
            "tenant": tenant,
            "user": user,
            "flow": "connect",
            "expires_at": timezone.now() + timedelta(days=7),
            **columns,
        }
    )


def make_quarantined_reading(account: Account, balance: str = "0", **columns: Any) -> QuarantinedReading:
    return QuarantinedReading.objects.create(
        **{
            "account": account,
            "reason": QuarantinedReading.Reason.ZERO,
            "balance": Decimal(balance),
            "currency": account.currency,
            "last_good": Decimal("1310.42"),
            "last_good_currency": account.currency,
            "as_of": NOW,
            **columns,
        }
    )


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
            "fingerprint": f"fingerprint {next(_number)}",
            "booked_on": NOW.date(),
            "amount": Decimal(amount),
            "wording": "CARD 02/03 SHOP",
            **columns,
        }
    )


def make_owner(account: Account, name: str, **columns: Any) -> AccountOwner:
    return AccountOwner.objects.create(
        **{"tenant": account.tenant, "account": account, "role": "holder", "name": name, **columns}
    )
