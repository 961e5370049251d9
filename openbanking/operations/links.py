"""Where an answer leads: from a tenant to its accounts, from an account to what is on it."""

from __future__ import annotations

from collections.abc import Mapping

from contracts import Link

ACCOUNT_QUERIES = (
    "openbanking.accounts.get",
    "openbanking.balances.get",
    "openbanking.transactions.list",
)


def _to(keys: tuple[str, ...], parameters: Mapping[str, str]) -> list[Link]:
    return [Link(key, parameters) for key in keys]


FROM_TENANTS = _to(
    ("openbanking.accounts.list", "openbanking.balances.list"), {"tenantId": "tenants/0/id"}
)
FROM_ACCOUNTS = _to(ACCOUNT_QUERIES, {"tenantId": "accounts/0/tenantId", "accountId": "accounts/0/id"})
FROM_ACCOUNT = _to(ACCOUNT_QUERIES[1:], {"tenantId": "tenantId", "accountId": "id"})
OF_FIRST_BALANCE = {"tenantId": "balances/0/tenantId", "accountId": "balances/0/accountId"}
FROM_BALANCES = _to((ACCOUNT_QUERIES[0], ACCOUNT_QUERIES[2]), OF_FIRST_BALANCE)
FROM_BALANCE_LIST = _to(ACCOUNT_QUERIES, OF_FIRST_BALANCE)
