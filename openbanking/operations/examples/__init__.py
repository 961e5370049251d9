"""A call of each operation and an answer it may get. The suite runs every one of them."""

from __future__ import annotations

from openbanking.operations.examples.alerts import (
    LIST_ALERT_RULES,
    LIST_ALERTS,
    REMOVE_ALERT_RULE,
    SAVE_ALERT_RULE,
    TEST_ALERT_RULE,
)
from openbanking.operations.examples.banking import (
    BALANCE_HISTORY,
    CORRECT_TRANSACTION,
    GENERATE_OVERVIEW,
    GET_ACCOUNT,
    GET_BALANCES,
    LIST_ACCOUNTS,
    LIST_AUDIT,
    LIST_AUDIT_RECORDS,
    LIST_BALANCES,
    LIST_RECURRING,
    LIST_TENANTS,
    LIST_TRANSACTIONS,
    REFRESH_BALANCES,
    SEARCH_TRANSACTIONS,
    SYNC_ACCOUNTS,
    SYNC_TRANSACTIONS,
)
from openbanking.operations.examples.given import ID
from openbanking.operations.examples.manual import (
    LIST_MANUAL,
    REMOVE_MANUAL,
    SAVE_MANUAL,
    VALUE_MANUAL,
)
from openbanking.operations.examples.networth import (
    GET_NET_WORTH,
    NET_WORTH_CHANGES,
    NET_WORTH_SERIES,
)
from openbanking.operations.examples.wealth import (
    GET_RETURNS,
    HOLDING_HISTORY,
    LIST_HOLDINGS,
    LIST_ORDERS,
    LIST_OWNERS,
    LIST_POCKETS,
    LOAN_SCHEDULE,
)

__all__ = [
    "BALANCE_HISTORY",
    "CORRECT_TRANSACTION",
    "GENERATE_OVERVIEW",
    "GET_ACCOUNT",
    "GET_BALANCES",
    "GET_NET_WORTH",
    "GET_RETURNS",
    "HOLDING_HISTORY",
    "ID",
    "LIST_ACCOUNTS",
    "LIST_ALERTS",
    "LIST_ALERT_RULES",
    "LIST_AUDIT",
    "LIST_AUDIT_RECORDS",
    "LIST_BALANCES",
    "LIST_HOLDINGS",
    "LIST_MANUAL",
    "LIST_ORDERS",
    "LIST_OWNERS",
    "LIST_POCKETS",
    "LIST_RECURRING",
    "LIST_TENANTS",
    "LIST_TRANSACTIONS",
    "LOAN_SCHEDULE",
    "NET_WORTH_CHANGES",
    "NET_WORTH_SERIES",
    "REFRESH_BALANCES",
    "REMOVE_ALERT_RULE",
    "REMOVE_MANUAL",
    "SAVE_ALERT_RULE",
    "SAVE_MANUAL",
    "SEARCH_TRANSACTIONS",
    "SYNC_ACCOUNTS",
    "SYNC_TRANSACTIONS",
    "TEST_ALERT_RULE",
    "VALUE_MANUAL",
]
