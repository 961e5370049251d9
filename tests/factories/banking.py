"""People, families, connections, accounts and what moves on them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from openbanking.models import (
    Account,
    ApiToken,
    Balance,
    BalanceReading,
    Connection,
    Institution,
    Invitation,
    Membership,
    PowensUser,
    QuarantinedReading,
    SyncOutcome,
    SyncRun,
    Tenant,
    Transaction,
    User,
)
from tests.factories.given import NOW, numbers


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
    """Return the text of a token, for some of a person's tenants where they are named."""
    return ApiToken.objects.issue(user=user, tenants=tenants or None, **columns)[1]


def make_powens_user(tenant: Tenant, user: User, **columns: Any) -> PowensUser:
    return PowensUser.objects.create(
        **{
            "tenant": tenant,
            "user": user,
            "external_id": str(next(numbers)),
            "token": "a powens token",
            **columns,
        }
    )


def make_institution(name: str = "Banque du Test", **columns: Any) -> Institution:
    return Institution.objects.create(**{"name": name, "code": f"connector-{next(numbers)}", **columns})


def make_connection(powens_user: PowensUser, **columns: Any) -> Connection:
    return Connection.objects.create(
        **{
            "tenant": powens_user.tenant,
            "powens_user": powens_user,
            "institution": columns.pop("institution", None) or make_institution(),
            "external_id": str(next(numbers)),
            "last_success_at": NOW,
            **columns,
        }
    )


def make_account(connection: Connection, **columns: Any) -> Account:
    return Account.objects.create(
        **{
            "tenant": connection.tenant,
            "connection": connection,
            "external_id": str(next(numbers)),
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
            "external_id": str(next(numbers)),
            "amount": None if amount is None else Decimal(amount),
            "date": NOW,
            "booked_on": NOW,
            "type": "card",
            "original_wording": "CARD 02/03 SHOP",
            **columns,
        }
    )


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
