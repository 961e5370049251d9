"""Tokens made and revoked, whoever asks: the command, a member on their page, the staff."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from contracts import registry
from openbanking.access import recent
from openbanking.access.narrowing import BY_ACCOUNT
from openbanking.models import Account, ApiToken, Tenant, User
from openbanking.models.tokens import NOTHING

# What a token may be good for beside operations: reading the metrics, for staff.
METRICS = "monitoring.metrics"


class NothingLeft(Exception):
    """None of the operations that were chosen can be run for some accounts alone."""


def operation_keys() -> set[str]:
    """Return everything that a token may be narrowed to."""
    return {METRICS, *(each.meta.key for each in registry)}


def accounts_for_tokens(user: User) -> QuerySet[Account]:
    """Return the accounts of which somebody may make a token: those of their tenants that are there."""
    theirs = Account.objects.live().not_merged_away().filter(tenant__memberships__user=user)
    return theirs.select_related("tenant", "connection__institution").order_by(
        "tenant__name", "connection__institution__name", "name", "pk"
    )


def make_token(
    user: User,
    *,
    expires_at: datetime | None,
    name: str = "",
    operations: Collection[str] = (),
    tenants: Collection[Tenant] | None = None,
    accounts: Collection[Account] | None = None,
) -> tuple[ApiToken, str]:
    """Make a token and return it with its text, which is known this once only.

    What is None, or no operation, is not narrowed. A token for some accounts names its operations: those
    that can be run for accounts. Raises NothingLeft where none that was chosen can.
    """
    return ApiToken.objects.issue(
        user=user,
        name=name,
        operations=_operations(operations, accounts),
        tenants=tenants,
        accounts=accounts,
        expires_at=expires_at,
    )


def write_consent(
    *, operations: Collection[str], accounts: Collection[Account] | None, **fields: Any
) -> ApiToken:
    """Write down what a program is allowed that comes by OAuth; raises as `make_token` does."""
    chosen = _operations(operations, accounts)
    return ApiToken.objects.write(operations=chosen or [NOTHING], accounts=accounts, **fields)


def _operations(chosen: Collection[str], accounts: Collection[Account] | None) -> list[str]:
    if accounts is None:
        return sorted(set(chosen))
    left = BY_ACCOUNT & set(chosen or BY_ACCOUNT)
    if not left:
        raise NothingLeft
    return sorted(left)


def expiry_in(days: int, *, now: datetime) -> datetime | None:
    """Return when a token expires that is good for so many days; never, for none."""
    return now + timedelta(days=days) if days else None


def usual_days() -> int:
    """Return for how many days a token is good where nobody says anything; 0 for ever."""
    return int(settings.API_TOKEN_DAYS)


def revoke(tokens: QuerySet[ApiToken], *, now: datetime) -> int:
    """Switch tokens off, at once and for good; return how many opened something until now."""
    count = tokens.filter(revoked_at__isnull=True).update(revoked_at=now, updated_at=now)
    recent.current.forget()
    return count
