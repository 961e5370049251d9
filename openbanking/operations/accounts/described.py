"""Accounts with what answers about them need, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import UUIDField

from contracts import problems
from openbanking.models import Account, Balance, Discrepancy, Tenant
from openbanking.models.prepared import Parameter, Prepared

NO_SUCH_ACCOUNT = "There is no such account in this tenant."
RELATED = ("connection__institution", "connection__powens_user", "loan")

_ID = UUIDField()
_ACCOUNT = Prepared(
    Account.objects.filter(tenant_id=Parameter("tenant", _ID), pk=Parameter("account", _ID))
    .select_related(*RELATED)
    .order_by()
)
_BALANCES = Prepared(Balance.objects.filter(account_id=Parameter("account", _ID)).order_by())
_DISCREPANCIES = Prepared(
    Discrepancy.objects.filter(account_id=Parameter("account", _ID), ended_at__isnull=True).order_by()
)


@dataclass(frozen=True, slots=True)
class DescribedAccount:
    """An account, its latest balances, and the discrepancy that is open, if any."""

    account: Account
    balances: Sequence[Balance]
    discrepancy: Discrepancy | None


def account_of(tenant: Tenant, account_id: UUID, connection_id: UUID | None = None) -> Account:
    """Return the tenant's account with its connection, bank and loan.

    With a connection, only an account that is read through it. Raises NotFound for any other account.
    """
    account = _ACCOUNT.first(tenant=tenant.pk, account=account_id)
    if account is None or connection_id not in (None, account.connection_id):
        raise problems.NotFound(NO_SUCH_ACCOUNT)
    return account


def balances_of(account: Account) -> list[Balance]:
    """Return the latest balances of an account."""
    return _BALANCES.all(account=account.pk)


def described(account: Account) -> DescribedAccount:
    """Return one account, which comes from `account_of`, with what answers about it need."""
    return DescribedAccount(account, balances_of(account), _DISCREPANCIES.first(account=account.pk))


def all_described(accounts: Sequence[Account]) -> list[DescribedAccount]:
    """Return many accounts, loaded with RELATED, with what answers about them need."""
    ids = [account.pk for account in accounts]
    balances: dict[UUID, list[Balance]] = defaultdict(list)
    for balance in Balance.objects.filter(account__in=ids).order_by():
        balances[balance.account_id].append(balance)
    open_ones = Discrepancy.objects.filter(account__in=ids, ended_at__isnull=True).order_by()
    discrepancies = {each.account_id: each for each in open_ones}
    return [
        DescribedAccount(account, balances[account.pk], discrepancies.get(account.pk))
        for account in accounts
    ]
