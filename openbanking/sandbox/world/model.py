"""What a world is made of, in Powens' own words (Powens, API reference)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from openbanking.sandbox.world.wealth import Amortization, Investment, MarketOrder, Party, Pocket


@dataclass(slots=True, kw_only=True)
class Connector:
    """A bank Powens can read, from one source."""

    id: int
    uuid: str
    name: str
    auth_mechanism: str = "webauth"
    countries: tuple[str, ...] = ("FR",)

    @property
    def source(self) -> str:
        """Return the name of the source: the bank's own API, or its site with the user's credentials."""
        return "openapi" if self.auth_mechanism == "webauth" else "directaccess"

    @property
    def source_id(self) -> int:
        return self.id * 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    """A currency, with its number of decimals."""

    id: str
    name: str
    symbol: str
    precision: int
    prefix: bool = False
    crypto: bool = False


@dataclass(slots=True, kw_only=True)
class Loan:
    """The terms of a loan."""

    type: str
    total_amount: Decimal
    rate: Decimal
    duration: int
    next_payment_amount: Decimal
    next_payment_date: date
    subscription_date: date
    maturity_date: date
    nb_payments_left: int
    nb_payments_done: int
    insurance_rate: Decimal | None = None


@dataclass(slots=True, kw_only=True)
class Transaction:
    """A transaction; one that is `coming` is not in the balance yet."""

    id: int
    value: Decimal | None
    posted: date
    ordered: date
    type: str
    wording: str
    first_seen: datetime
    last_update: datetime
    coming: bool = False
    instant: datetime | None = None
    deleted: datetime | None = None
    category: tuple[str, str] | None = None
    counterparty: dict[str, str | None] | None = None
    card: str | None = None
    original_value: Decimal | None = None
    original_currency: str | None = None
    commission: Decimal | None = None


@dataclass(slots=True, kw_only=True)
class Account:
    """An account; new ones are disabled until their owner chooses them."""

    id: int
    name: str
    type: str
    currency: str | None
    balance: Decimal | None
    coming: Decimal | None = None
    iban: str | None = None
    bic: str | None = None
    number: str | None = None
    id_parent: int | None = None
    last_update: datetime | None = None
    disabled: datetime | None = None
    deleted: datetime | None = None
    usage: str | None = "PRIV"
    ownership: str | None = "owner"
    company_name: str | None = None
    opening_date: date | None = None
    bookmarked: bool = False
    display: bool = True
    error: str | None = None
    valuation: Decimal | None = None
    diff: Decimal | None = None
    loan: Loan | None = None
    display_name: str | None = None
    transactions: dict[int, Transaction] = field(default_factory=dict)
    investments: dict[int, Investment] = field(default_factory=dict)
    pockets: dict[int, Pocket] = field(default_factory=dict)
    market_orders: dict[int, MarketOrder] = field(default_factory=dict)
    amortizations: list[Amortization] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)

    @property
    def is_read(self) -> bool:
        """Tell whether it is enabled, and still there at the bank."""
        return not self.disabled and not self.deleted

    def live_investments(self) -> list[Investment]:
        """Return the lines the bank still lists."""
        return [each for each in self.investments.values() if not each.deleted]

    def disable(self, now: datetime) -> None:
        """Stop reading it, which erases what Powens has of it (Powens, Bank accounts page)."""
        self.disabled = now
        for erased in (self.transactions, self.investments, self.pockets, self.market_orders):
            erased.clear()
        self.amortizations.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLog:
    """One attempt to read a bank, and the state it ended in."""

    id: int
    start: datetime
    timestamp: datetime
    error: str | None
    next_try: datetime | None


@dataclass(slots=True, kw_only=True)
class Connection:
    """A user's link to one bank."""

    id: int
    connector: Connector
    created: datetime
    state: str | None = None
    last_update: datetime | None = None
    next_try: datetime | None = None
    access_expire: datetime | None = None
    active: bool = True
    synced_by_request: datetime | None = None
    accounts: dict[int, Account] = field(default_factory=dict)
    logs: list[ConnectionLog] = field(default_factory=list)

    def read_accounts(self) -> list[Account]:
        """Return the accounts that a sync reads."""
        return [each for each in self.accounts.values() if each.is_read]


@dataclass(slots=True, kw_only=True)
class User:
    """A Powens user, who owns connections."""

    id: int
    signin: datetime
    permanent: bool = True
    connections: dict[int, Connection] = field(default_factory=dict)

    def accounts(self) -> list[tuple[Connection, Account]]:
        """Return every account with its connection, in order of ids."""
        found = [
            (connection, account)
            for connection in self.connections.values()
            for account in connection.accounts.values()
        ]
        return sorted(found, key=lambda pair: pair[1].id)
