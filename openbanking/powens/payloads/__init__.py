"""What Powens sends, as far as a mirror of accounts needs it (Powens, API reference)."""

from __future__ import annotations

from openbanking.powens.payloads.banking import (
    Account,
    AccountType,
    Category,
    Connection,
    ConnectionSource,
    Connector,
    Counterparty,
    Loan,
    Transaction,
)
from openbanking.powens.payloads.base import Currency, Payload
from openbanking.powens.payloads.lists import (
    Envelope,
    Link,
    Listed,
    Rows,
    Trace,
    Unreadable,
    read_rows,
    read_totals,
)
from openbanking.powens.payloads.users import NewUser, TemporaryCode, TokenGrant

__all__ = [
    "Account",
    "AccountType",
    "Category",
    "Connection",
    "ConnectionSource",
    "Connector",
    "Counterparty",
    "Currency",
    "Envelope",
    "Link",
    "Listed",
    "Loan",
    "NewUser",
    "Payload",
    "Rows",
    "TemporaryCode",
    "TokenGrant",
    "Trace",
    "Transaction",
    "Unreadable",
    "read_rows",
    "read_totals",
]
