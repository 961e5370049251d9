"""What Powens sends, as far as a mirror of accounts needs it (Powens, API reference)."""

from __future__ import annotations

from openbanking.powens.payloads.applications import Application
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
from openbanking.powens.payloads.base import Currency, Payload, make_ready
from openbanking.powens.payloads.lists import (
    Envelope,
    Link,
    Links,
    Listed,
    Rows,
    Trace,
    Unreadable,
    read_page,
    read_rows,
    read_totals,
)
from openbanking.powens.payloads.users import NewUser, TemporaryCode, TokenGrant
from openbanking.powens.payloads.wealth import (
    AccountOwnership,
    AccountParty,
    Amount,
    Identity,
    Investment,
    InvestmentDetails,
    InvestmentValue,
    LoanAmortization,
    MarketOrder,
    OfAccount,
    Pocket,
    Word,
)

__all__ = [
    "Account",
    "AccountOwnership",
    "AccountParty",
    "AccountType",
    "Amount",
    "Application",
    "Category",
    "Connection",
    "ConnectionSource",
    "Connector",
    "Counterparty",
    "Currency",
    "Envelope",
    "Identity",
    "Investment",
    "InvestmentDetails",
    "InvestmentValue",
    "Link",
    "Links",
    "Listed",
    "Loan",
    "LoanAmortization",
    "MarketOrder",
    "NewUser",
    "OfAccount",
    "Payload",
    "Pocket",
    "Rows",
    "TemporaryCode",
    "TokenGrant",
    "Trace",
    "Transaction",
    "Unreadable",
    "Word",
    "read_page",
    "read_rows",
    "read_totals",
]

make_ready()
