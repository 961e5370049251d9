"""The banks a family is connected to, what each needs, and the accounts that nobody reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext

from openbanking.balances.duplicates import connected_twice
from openbanking.dashboard.family import FamilyPage, family_page
from openbanking.health.states import CONSENT_HORIZON, Actor, Condition, condition_of
from openbanking.models import Account, Connection, User


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """One bank a family is connected to, and what can be done about it by whoever looks."""

    id: UUID
    name: str
    condition: Condition
    read_at: datetime | None
    consent_ends_at: datetime | None
    consent_ends_soon: bool
    connected_twice: bool
    mine: bool
    accounts: Sequence[Account]

    @property
    def needs_somebody(self) -> bool:
        return self.condition.who_must_act is not Actor.NOBODY

    @property
    def wants_attention(self) -> bool:
        """Tell whether there is anything to say of it before all else."""
        return self.needs_somebody or self.consent_ends_soon or self.connected_twice

    @property
    def who_must_act(self) -> str:
        """Return who has to do something, in a sentence."""
        if self.condition.who_must_act is Actor.MEMBER:
            return gettext("You can mend it.") if self.mine else gettext("Its member can mend it.")
        if self.condition.who_must_act is Actor.STAFF:
            return gettext("The staff have to act.")
        return gettext("Powens has to act.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """An account the bank offers and nobody has enabled."""

    id: UUID
    name: str
    institution: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Banks:
    """The banks of a family, those that need somebody first, and the accounts nobody has enabled."""

    banks: Sequence[BankLine]
    waiting: Sequence[WaitingLine]

    @property
    def needs(self) -> list[BankLine]:
        """Return the banks of which there is something to say before all else."""
        return [each for each in self.banks if each.wants_attention]


@family_page
def banks(page: FamilyPage) -> HttpResponse:
    """Show the banks of a family, what each needs, and the accounts that nobody reads."""
    found = banks_of(page.family.id, page.user, now=page.now)
    return page.show(
        "openbanking/banks.html", banks=found.banks, needs=found.needs, waiting=found.waiting
    )


def banks_of(tenant: UUID, user: User, *, now: datetime) -> Banks:
    """Return the banks of a family, each with the accounts that are read, in two statements."""
    connections = list(
        Connection.objects.filter(tenant=tenant, vanished_at__isnull=True)
        .select_related("institution", "powens_user")
        .order_by("institution__name", "pk")
    )
    there = {each.pk: each for each in connections}
    accounts = (
        Account.objects.present()
        .filter(connection__in=there)
        .only("name", "currency", "matching_iban", "disabled_at", "connection")
        .order_by("connection__institution__name", "name")
    )
    read: dict[UUID, list[Account]] = defaultdict(list)
    waiting = []
    for account in accounts:
        account.connection = there[account.connection_id]
        if account.disabled_at is None:
            read[account.connection_id].append(account)
        else:
            waiting.append(_waiting(account, user))
    doubled = connected_twice(each for found in read.values() for each in found)
    lines = [_bank(each, read[each.pk], user, each.pk in doubled, now) for each in connections]
    return Banks(banks=sorted(lines, key=lambda bank: not bank.wants_attention), waiting=waiting)


def _waiting(account: Account, user: User) -> WaitingLine:
    return WaitingLine(
        id=account.pk,
        name=account.name,
        institution=account.connection.institution.name,
        mine=account.connection.powens_user.user_id == user.pk,
    )


def _bank(
    connection: Connection, accounts: Sequence[Account], user: User, doubled: bool, now: datetime
) -> BankLine:
    ends_at = connection.consent_ends_at
    return BankLine(
        id=connection.pk,
        name=connection.institution.name,
        condition=condition_of(connection),
        read_at=connection.last_success_at,
        consent_ends_at=ends_at,
        consent_ends_soon=ends_at is not None and ends_at < now + CONSENT_HORIZON,
        connected_twice=doubled,
        accounts=accounts,
        mine=connection.powens_user.user_id == user.pk,
    )
