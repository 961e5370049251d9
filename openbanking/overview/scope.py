"""What an overview counts, and what would count twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from openbanking.balances.duplicates import counted_through_another
from openbanking.balances.kinds import kind_of
from openbanking.models import Account, BalanceReading, BalanceType, Kind, Transaction
from openbanking.overview.period import Span

SAME_ACCOUNT = "The same account is counted through another connection."
DEFERRED_CARD = "A card that is settled from another account; its purchases are counted."
NO_BALANCE = "No balance is known by then; its transactions are counted."


@dataclass(slots=True)
class Counted:
    """The accounts that count, and for what; those that do not, with the reason."""

    balances: list[Account] = field(default_factory=list)
    transactions: list[Account] = field(default_factory=list)
    left_out: list[tuple[Account, str]] = field(default_factory=list)


def with_balance_at(accounts: QuerySet[Account], ends_before: datetime) -> QuerySet[Account]:
    """Annotate each account with its current balance as last known before an instant."""
    known = BalanceReading.objects.filter(
        account=OuterRef("pk"), type=BalanceType.CURRENT, as_of__lt=ends_before
    ).order_by("-as_of", "-learned_at")
    return accounts.annotate(
        balance_then=Subquery(known.values("amount")[:1]),
        balance_as_of=Subquery(known.values("as_of")[:1]),
    )


def counted(accounts: Sequence[Account]) -> Counted:
    """Sort the accounts; those annotated come from `with_balance_at`, in a stable order."""
    sorted_out = Counted()
    twins = counted_through_another(
        accounts,
        has_figure=lambda each: each.balance_then is not None,  # type: ignore[attr-defined]
    )
    for account in accounts:
        if account.pk in twins:
            sorted_out.left_out.append((account, SAME_ACCOUNT))
            continue
        sorted_out.transactions.append(account)
        if kind_of(account.type) is Kind.CARDS and account.parent_id is not None:
            sorted_out.left_out.append((account, DEFERRED_CARD))
        elif account.balance_then is None:  # type: ignore[attr-defined]
            sorted_out.left_out.append((account, NO_BALANCE))
        else:
            sorted_out.balances.append(account)
    return sorted_out


def transactions_of(accounts: Sequence[Account], span: Span) -> QuerySet[Transaction]:
    """Return the booked rows of the period, each one once.

    The debit that settles a deferred card says again what the card's own rows say, so it is left
    out where those are counted.
    """
    rows = Transaction.objects.shown().filter(
        account__in=[account.pk for account in accounts],
        status=Transaction.Status.BOOKED,
        date__gte=span.begins_at,
        date__lt=span.ends_before,
    )
    settled = {account.parent_id for account in accounts if kind_of(account.type) is Kind.CARDS}
    return rows.exclude(type="summary_card", account__in=settled - {None})
