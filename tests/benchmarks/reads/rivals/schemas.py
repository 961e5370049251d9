"""The answers as pydantic models, for FastAPI and for ninja. Amounts are floats, as is usual there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Schema(BaseModel):
    """Names in camelCase; made from them or from our own."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True)


class Provenance(Schema):
    source: str
    field: str
    kind: str
    learned_at: datetime


class BalanceMetadata(Schema):
    provenance: Provenance
    freshness: str
    next_sync_expected_at: datetime | None
    coming: float | None


class Balance(Schema):
    id: UUID
    account_id: UUID
    tenant_id: UUID
    connection_id: UUID
    balance_type: str
    current_balance: float
    available_balance: float | None = None
    currency: str
    last_updated_at: datetime
    created_at: datetime
    metadata: BalanceMetadata


class Balances(Schema):
    balances: list[Balance]
    as_of: datetime | None


class LinkCondition(Schema):
    status: str
    who_must_act: str
    message: str
    consent_ends_at: datetime | None


class AccountMetadata(Schema):
    status: str
    freshness: str
    next_sync_expected_at: datetime | None
    connection: LinkCondition
    coming: float | None
    original_name: str
    usage: str


class Account(Schema):
    id: UUID
    tenant_id: UUID
    user_id: UUID
    connection_id: UUID
    external_id: str
    institution_id: str
    institution_name: str
    iban: str | None
    bic: str | None
    account_type: str
    currency: str
    display_name: str
    account_number_masked: str
    balance: float | None
    available_balance: float | None
    last_synced_at: datetime
    created_at: datetime
    updated_at: datetime
    metadata: AccountMetadata


class Accounts(Schema):
    accounts: list[Account]
    has_more: bool


class TransactionMetadata(Schema):
    direction: str
    simplified_wording: str


class Transaction(Schema):
    id: UUID
    account_id: UUID
    tenant_id: UUID
    connection_id: UUID
    external_id: str
    amount: float
    currency: str
    date: datetime
    booking_date: datetime | None
    value_date: datetime | None
    description: str | None
    counterparty_name: str | None
    raw_category: str | None
    standardized_category: str | None
    transaction_type: str
    status: str
    metadata: TransactionMetadata
    created_at: datetime
    updated_at: datetime


class Transactions(Schema):
    transactions: list[Transaction]
    has_more: bool
