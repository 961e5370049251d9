"""What a member sees at a glance: totals by currency, accounts with their age, banks that need them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from openbanking.balances.duplicates import connected_twice, counted_through_another
from openbanking.balances.formatting import age_text, amount_text
from openbanking.balances.freshness import Assessment, freshness_of
from openbanking.fields import total
from openbanking.health.states import CONSENT_HORIZON, Actor, Condition, condition_of
from openbanking.models import Account, Balance, BalanceType, Connection, Tenant, User


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One account in words."""

    id: UUID
    mine: bool
    institution: str
    name: str
    type: str
    current: str
    expected: str
    currency: str
    age: str
    assessment: Assessment
    counted_elsewhere: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """One bank a tenant is connected to, and what can be done about it by whoever looks."""

    id: UUID
    name: str
    condition: Condition
    consent_ends_at: datetime | None
    consent_ends_soon: bool
    connected_twice: bool
    mine: bool

    @property
    def needs_somebody(self) -> bool:
        return self.condition.who_must_act is not Actor.NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """An account the bank offers and nobody has enabled."""

    id: UUID
    name: str
    institution: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyView:
    """One tenant's part of the dashboard."""

    name: str
    slug: str
    totals: list[tuple[str, str]]
    accounts: list[AccountLine]
    banks: list[BankLine]
    waiting: list[WaitingLine]


def families_of(user: User, *, now: datetime) -> list[FamilyView]:
    """Return the tenants a person belongs to, in a fixed number of queries."""
    tenants = list(Tenant.objects.visible_to(user))
    accounts = (
        Account.objects.live()
        .filter(tenant__in=tenants)
        .select_related("connection__institution", "connection__powens_user")
        .prefetch_related("balances")
        .order_by("tenant_id", "connection__institution__name", "name")
    )
    connections = Connection.objects.filter(tenant__in=tenants, vanished_at__isnull=True).select_related(
        "institution", "powens_user"
    )
    accounts_of = {
        tenant: list(group) for tenant, group in groupby(accounts, key=lambda each: each.tenant_id)
    }
    doubled = connected_twice(accounts)
    banks: dict[object, list[BankLine]] = defaultdict(list)
    for connection in connections:
        banks[connection.tenant_id].append(_bank(connection, user, connection.pk in doubled, now))
    waiting: dict[object, list[WaitingLine]] = defaultdict(list)
    for account in (
        Account.objects.waiting()
        .filter(tenant__in=tenants)
        .select_related("connection__institution", "connection__powens_user")
    ):
        waiting[account.tenant_id].append(
            WaitingLine(
                id=account.pk,
                name=account.name,
                institution=account.connection.institution.name,
                mine=account.connection.powens_user.user_id == user.pk,
            )
        )
    return [
        FamilyView(
            name=tenant.name,
            slug=tenant.slug,
            banks=banks[tenant.pk],
            waiting=waiting[tenant.pk],
            **_counted(accounts_of.get(tenant.pk, []), user, now),
        )
        for tenant in tenants
    ]


def _bank(connection: Connection, user: User, doubled: bool, now: datetime) -> BankLine:
    ends_at = connection.consent_ends_at
    return BankLine(
        id=connection.pk,
        name=connection.institution.name,
        condition=condition_of(connection),
        consent_ends_at=ends_at,
        consent_ends_soon=ends_at is not None and ends_at < now + CONSENT_HORIZON,
        connected_twice=doubled,
        mine=connection.powens_user.user_id == user.pk,
    )


def _counted(accounts: list[Account], user: User, now: datetime) -> dict[str, Any]:
    """Return a tenant's lines and totals; money that is seen twice is counted once."""
    amounts: dict[str, list[Decimal]] = defaultdict(list)
    twins = counted_through_another(
        accounts, has_figure=lambda each: _balance(each, BalanceType.CURRENT) is not None
    )
    lines = []
    for account in accounts:
        current = _balance(account, BalanceType.CURRENT)
        if current and account.pk not in twins:
            amounts[current.currency].append(current.amount)
        lines.append(_line(account, user, current, twice=account.pk in twins, now=now))
    totals = [
        (currency, amount_text(total(*found), currency)) for currency, found in sorted(amounts.items())
    ]
    return {"totals": totals, "accounts": lines}


def _balance(account: Account, kind: BalanceType) -> Balance | None:
    return next((each for each in account.balances.all() if each.type == kind), None)


def _line(
    account: Account, user: User, current: Balance | None, *, twice: bool, now: datetime
) -> AccountLine:
    return AccountLine(
        id=account.pk,
        mine=account.connection.powens_user.user_id == user.pk,
        institution=account.connection.institution.name,
        name=account.name,
        type=account.type.replace("_", " "),
        current=_text(current),
        expected=_text(_balance(account, BalanceType.EXPECTED)),
        currency=account.currency,
        age=age_text(account.bank_updated_at, now),
        assessment=freshness_of(account, now=now),
        counted_elsewhere=twice,
    )


def _text(balance: Balance | None) -> str:
    return amount_text(balance.amount, balance.currency) if balance else ""
