"""Accounts with what answers about them need, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import UUIDField

from contracts import problems
from openbanking.models import Account, Balance, Connection, Discrepancy, Tenant
from openbanking.models.prepared import Parameter, Prepared

NO_SUCH_ACCOUNT = "There is no such account in this tenant."

_ID = UUIDField()
_ACCOUNT = Prepared(
    Account.objects.filter(tenant_id=Parameter("tenant", _ID), pk=Parameter("account", _ID))
    .select_related("connection__institution", "connection__powens_user", "loan")
    .order_by()
)
_BALANCES = Prepared(Balance.objects.filter(account_id=Parameter("account", _ID)).order_by())
_AMOUNTS = Prepared(
    Balance.objects.filter(account_id=Parameter("account", _ID)).order_by().values_list("type", "amount")
)
_DISCREPANCIES = Prepared(
    Discrepancy.objects.open().filter(account_id=Parameter("account", _ID)).order_by()
)


@dataclass(frozen=True, slots=True)
class DescribedAccount:
    """An account, the amounts of its latest balances by type, and the discrepancy that is open."""

    account: Account
    amounts: Mapping[str, Decimal]
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


def balances_of_all(accounts: Sequence[Account]) -> Mapping[UUID, list[Balance]]:
    """Return the latest balances of accounts by the account's id."""
    found: dict[UUID, list[Balance]] = defaultdict(list)
    for balance in Balance.objects.filter(account__in=_ids(accounts)).order_by():
        found[balance.account_id].append(balance)
    return found


def described(account: Account) -> DescribedAccount:
    """Return one account, which comes from `account_of`, with what answers about it need."""
    amounts = dict(_AMOUNTS.all(account=account.pk))
    return DescribedAccount(account, amounts, _DISCREPANCIES.first(account=account.pk))


def all_described(accounts: Sequence[Account]) -> list[DescribedAccount]:
    """Return many accounts, loaded with their loans, with what answers about them need."""
    amounts: dict[UUID, dict[str, Decimal]] = defaultdict(dict)
    rows = Balance.objects.filter(account__in=_ids(accounts)).order_by()
    for account_id, kind, amount in rows.values_list("account_id", "type", "amount"):
        amounts[account_id][kind] = amount
    open_ones = Discrepancy.objects.open().filter(account__in=_ids(accounts)).order_by()
    discrepancies = {each.account_id: each for each in open_ones}
    return [
        DescribedAccount(account, amounts[account.pk], discrepancies.get(account.pk))
        for account in with_connections(accounts)
    ]


def with_connections(accounts: Sequence[Account]) -> Sequence[Account]:
    """Give accounts their connections with their banks, each loaded once however many share it."""
    shared = Connection.objects.select_related("institution", "powens_user").in_bulk(
        {account.connection_id for account in accounts}
    )
    for account in accounts:
        account.connection = shared[account.connection_id]
    return accounts


def _ids(accounts: Sequence[Account]) -> list[UUID]:
    return [account.pk for account in accounts]
