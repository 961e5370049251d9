"""A transaction over the contract: its record, the typed answer, and how one is made of the other."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from contracts import Record, Values, fields
from openbanking.operations.currencies import currency_code, currency_field, ticker_of
from openbanking.operations.transactions.rows import Place, TransactionRow

Day = date  # a transaction has a `date` of its own


class BankTransactionRecord(Record):
    """One transaction on an account."""

    brief = ("date", "amount", "currency", "description", "status")

    id = fields.Id(help_text="The transaction.")
    account_id = fields.Id(help_text="The account.")
    tenant_id = fields.Id(help_text="The tenant it belongs to.")
    connection_id = fields.Id(help_text="The link to the bank it is read through.")
    external_id = fields.NonEmptyString(help_text="The transaction's id at Powens.")
    amount = fields.Float(help_text="Signed, exact digits: negative is money out.")
    currency = currency_field("The account's currency.")
    date = fields.DateTime(help_text="When the order was given.")
    booking_date = fields.DateTime(required=False, help_text="When it was posted.")
    value_date = fields.DateTime(required=False, help_text="Value date.")
    description = fields.String(required=False, help_text="The bank's own wording.")
    counterparty_name = fields.String(required=False, help_text="The other side.")
    counterparty_account = fields.String(required=False, help_text="Account of the other side.")
    merchant_category_code = fields.String(required=False, help_text="ISO 18245 code.")
    raw_category = fields.String(required=False, help_text="Powens' category.")
    standardized_category = fields.String(
        required=False, help_text="The category above it, or the one staff gave instead."
    )
    transaction_type = fields.NonEmptyString(help_text="Powens' type, an open list.")
    status = fields.NonEmptyString(help_text="pending, booked or cancelled.")
    running_balance = fields.Float(required=False, help_text="Balance after it, where known.")
    metadata = fields.JsonObject(
        required=False, help_text="Edited wording, card, amounts abroad and the like."
    )
    created_at = fields.DateTime(help_text="When we first recorded it.")
    updated_at = fields.DateTime(help_text="When our record of it last changed.")


class TransactionMetadata(Values, kw_only=True):
    """What else is known of a transaction."""

    direction: str
    simplified_wording: str | None = None
    edited_wording: str | None = None
    comment: str | None = None
    note: str | None = None
    category_corrected: bool | None = None
    budgeted_on: Day | None = None
    excluded_from_budgets: bool | None = None
    card: str | None = None
    gross_amount: Decimal | None = None
    original_amount: Decimal | None = None
    original_gross_amount: Decimal | None = None
    original_currency: str | None = None
    commission: Decimal | None = None
    commission_currency: str | None = None
    counterparty_scheme: str | None = None
    counterparty_role: str | None = None
    series: str | None = None
    ticker: str | None = None
    currency_assumed: bool | None = None
    first_seen_at: datetime | None = None
    bank_updated_at: datetime | None = None


class BankTransaction(Values, kw_only=True):
    """The values of a BankTransactionRecord; amounts are signed, in the account's currency."""

    id: UUID
    account_id: UUID
    tenant_id: UUID
    connection_id: UUID
    external_id: str
    amount: Decimal
    currency: str
    date: datetime
    booking_date: datetime | None = None
    value_date: datetime | None = None
    description: str | None = None
    counterparty_name: str | None = None
    counterparty_account: str | None = None
    raw_category: str | None = None
    standardized_category: str | None = None
    transaction_type: str
    status: str
    metadata: TransactionMetadata
    created_at: datetime
    updated_at: datetime


def bank_transaction(row: TransactionRow, account: Place) -> BankTransaction:
    """Return the transaction; it is in its account's currency, Powens gives no other."""
    return BankTransaction(
        id=row.id,
        account_id=account.id,
        tenant_id=account.tenant_id,
        connection_id=account.connection_id,
        external_id=row.external_id,
        amount=row.amount,
        currency=currency_code(account.currency),
        date=row.date,
        booking_date=row.booked_on,
        value_date=row.value_on,
        description=row.original_wording or None,
        counterparty_name=row.counterparty_name or None,
        counterparty_account=row.counterparty_account or None,
        raw_category=row.category or None,
        standardized_category=row.own_category or row.parent_category or None,
        transaction_type=row.type,
        status=row.status,
        metadata=_metadata(row, account),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _metadata(row: TransactionRow, account: Place) -> TransactionMetadata:
    return TransactionMetadata(
        direction="debit" if row.amount < 0 else "credit",
        simplified_wording=row.simplified_wording or None,
        edited_wording=row.wording or None,
        comment=row.comment or None,
        note=row.note or None,
        category_corrected=True if row.own_category else None,
        budgeted_on=row.budgeted_on,
        excluded_from_budgets=None if row.budgeted else True,
        card=row.card or None,
        gross_amount=row.gross_amount,
        original_amount=row.original_amount,
        original_gross_amount=row.original_gross_amount,
        original_currency=row.original_currency or None,
        commission=row.commission,
        commission_currency=row.commission_currency or None,
        counterparty_scheme=row.counterparty_scheme or None,
        counterparty_role=row.counterparty_role or None,
        series=row.series or None,
        ticker=ticker_of(account.currency),
        currency_assumed=account.currency_assumed or None,
        first_seen_at=row.first_seen_at,
        bank_updated_at=row.bank_updated_at,
    )
