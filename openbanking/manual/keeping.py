"""What may be said of manual accounts, and how it is kept; the admin and the contract ask the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_noop

from openbanking.models import Kind, ManualAccount, Membership, Tenant, User, Valuation

OWED = (Kind.LOANS, Kind.CARDS)
NO_MEMBER = gettext_noop("This person is not a member of the family.")


def faults_of_value(
    kind: str, amount: Decimal | None, valued_on: date, *, today: date
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a valuation, as the name of a column and what to do about it."""
    if valued_on > today:
        yield (
            "valued_on",
            gettext_noop("Give a day that has come: what it will be worth is not known."),
        )
    if amount is not None and amount > 0 and kind in OWED:
        yield "amount", gettext_noop("Give what is owed as a negative amount.")


def is_member(user: User, tenant: Tenant | None) -> bool:
    """Tell whether an account of a family may be this person's own."""
    return Membership.objects.filter(tenant=tenant, user=user).exists()


def has_amounts(account: ManualAccount) -> bool:
    """Tell whether there are amounts, which would mean something else in another currency."""
    return account.valuations.exists() or account.entries.exists()


def standing_after(account: ManualAccount, day: date) -> bool:
    """Tell whether a valuation that nothing corrected is of a later day."""
    return account.valuations.standing().filter(valued_on__gt=day, amount__isnull=False).exists()


def record_value(valuation: Valuation, *, by: User | None, now: datetime) -> None:
    """Add a valuation, and who recorded it when: what is there is never altered."""
    valuation.recorded_by, valuation.recorded_at = by, now
    valuation.save(force_insert=True)
