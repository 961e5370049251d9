"""The columns of each file that the admin exports, in people's words."""

from __future__ import annotations

from typing import Any

from openbanking.admin.exports import Column, Columns, at
from openbanking.balances.kinds import kind_of
from openbanking.files.spreadsheets import Cell
from openbanking.models import Account, AuditRecord, BalanceType, Transaction
from openbanking.trail.hashing import content_of


def _name_of(record: AuditRecord) -> str:
    return "" if record.user is None else record.user.get_username()


def _figure(kind: BalanceType) -> Column:
    def amount(account: Account) -> Cell:
        return next((each.amount for each in account.balances.all() if each.type == kind), None)

    return Column(str(kind.label), amount)


def _said(name: str) -> Column:
    """Return a column of what a record says, as it is hashed."""
    return Column(name, lambda row: content_of(row)[name])


class AuditColumns(Columns):
    """Records of the audit as they are chained: whoever has the file can hash them again."""

    sequence = Column("sequence", lambda row: row.pk)
    who = Column("userName", _name_of)
    first_at = _said("firstAt")
    last_at = _said("lastAt")
    count = _said("count")
    user = _said("user")
    token = _said("token")
    channel = _said("channel")
    address = _said("address")
    operation = _said("operation")
    version = _said("version")
    tenant = _said("tenant")
    account = _said("account")
    about = _said("about")
    salt = _said("salt")
    digest = Column("digest", lambda row: row.digest)
    previous = Column("previous", lambda row: row.previous)
    hash = Column("hash", lambda row: row.hash)
    erased_by = Column("erasedBy", lambda row: row.erased_by)


class AccountColumns(Columns):
    """Accounts with their latest balances."""

    family = Column("Family", lambda row: row.tenant.name)
    bank = Column("Bank", lambda row: row.connection.institution.name)
    name = Column("Account", lambda row: row.name)
    kind = Column("Kind", lambda row: str(kind_of(row.type).label))
    iban = Column("IBAN", lambda row: row.iban)
    number = Column("Number", lambda row: row.number)
    current = _figure(BalanceType.CURRENT)
    available = _figure(BalanceType.AVAILABLE)
    expected = _figure(BalanceType.EXPECTED)
    currency = Column("Currency", lambda row: row.currency)
    read_at = Column("Read at (UTC)", lambda row: at(row.bank_updated_at))
    status = Column("Status", lambda row: str(row.status.label))
    id = Column("Id", lambda row: str(row.pk))


class OfAccount(Columns):
    """What belongs to an account says to which one."""

    family = Column("Family", lambda row: row.account.tenant.name)
    bank = Column("Bank", lambda row: row.account.connection.institution.name)
    account = Column("Account", lambda row: row.account.name)
    iban = Column("IBAN", lambda row: row.account.iban)


class BalanceColumns(OfAccount):
    """Balances with their time and where they come from."""

    type = Column("Balance", lambda row: row.get_type_display())
    amount = Column("Amount", lambda row: row.amount)
    currency = Column("Currency", lambda row: row.currency)
    as_of = Column("As of (UTC)", lambda row: at(row.as_of))
    learned_at = Column("Learned at (UTC)", lambda row: at(row.learned_at))
    origin = Column("Origin", lambda row: origin_of(row))
    id = Column("Id", lambda row: str(row.pk))


class TransactionColumns(OfAccount):
    """Transactions with our corrections in the place of what they correct."""

    date = Column("Date", lambda row: row.date.date())
    booked_on = Column("Booked on", lambda row: row.booked_on and row.booked_on.date())
    value_on = Column("Value date", lambda row: row.value_on and row.value_on.date())
    amount = Column("Amount", lambda row: row.amount)
    currency = Column("Currency", lambda row: row.account.currency)
    wording = Column("Wording", lambda row: wording_of(row))
    bank_wording = Column("Bank's wording", lambda row: row.original_wording)
    counterparty = Column("Other side", lambda row: row.counterparty_name)
    category = Column("Category", lambda row: row.own_category or row.category)
    nature = Column("Nature", lambda row: row.get_own_nature_display())
    note = Column("Note", lambda row: row.note)
    state = Column("Status", lambda row: state_of(row))
    id = Column("Id", lambda row: str(row.pk))


class HoldingColumns(OfAccount):
    """Lines that accounts hold, with their latest figures."""

    label = Column("Line", lambda row: row.label)
    kind = Column("Kind", lambda row: row.get_kind_display())
    code = Column("Code", lambda row: row.code)
    symbol = Column("Ticker", lambda row: row.symbol)
    quantity = Column("Quantity", lambda row: row.quantity)
    unit_value = Column("Unit value", lambda row: row.unit_value)
    valuation = Column("Value", lambda row: row.valuation)
    gain = Column("Gain", lambda row: row.gain)
    currency = Column("Currency", lambda row: row.currency)
    valued_on = Column("Valued on", lambda row: row.valued_on)
    deleted_on = Column("Listed no more since", lambda row: row.deleted_on)
    id = Column("Id", lambda row: str(row.pk))


def origin_of(balance: Any) -> str:
    """Say where a figure comes from: which field of Powens', and whether it was calculated from it."""
    return f"{'derived from' if balance.derived else 'delivered as'} {balance.source_field}"


def wording_of(transaction: Transaction) -> str:
    """Return the wording that people read most easily."""
    return transaction.wording or transaction.simplified_wording or transaction.original_wording


def state_of(transaction: Transaction) -> str:
    """Say in a word whether a transaction counts, and why it does not."""
    if transaction.deleted_at:
        return "taken back"
    return "left out" if transaction.left_out else transaction.status
