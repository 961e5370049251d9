"""A transaction over the contract: its record, the typed answer, and how one is made of the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from contracts import Record, fields
from openbanking.models import Account, Transaction
from openbanking.operations.currencies import currency_code, currency_field, ticker_of
from openbanking.operations.metadata import Metadata, known


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


@dataclass(frozen=True, slots=True, kw_only=True)
class BankTransaction:
    """The values of a BankTransactionRecord; amounts are signed, in the account's currency."""

    id: UUID
    account_id: UUID
    tenant_id: UUID
    connection_id: UUID
    external_id: str
    amount: Decimal | None
    currency: str
    date: datetime
    booking_date: datetime | None
    value_date: datetime | None
    description: str | None
    counterparty_name: str | None
    counterparty_account: str | None
    raw_category: str | None
    standardized_category: str | None
    transaction_type: str
    status: str
    metadata: Metadata
    created_at: datetime
    updated_at: datetime


def bank_transaction(transaction: Transaction, account: Account) -> BankTransaction:
    """Return the transaction; it is in its account's currency, Powens gives no other."""
    return BankTransaction(
        id=transaction.pk,
        account_id=account.pk,
        tenant_id=account.tenant_id,
        connection_id=account.connection_id,
        external_id=transaction.external_id,
        amount=transaction.amount,
        currency=currency_code(account.currency),
        date=transaction.date,
        booking_date=transaction.booked_on,
        value_date=transaction.value_on,
        description=transaction.original_wording or None,
        counterparty_name=transaction.counterparty_name or None,
        counterparty_account=transaction.counterparty_account or None,
        raw_category=transaction.category or None,
        standardized_category=transaction.own_category or transaction.parent_category or None,
        transaction_type=transaction.type,
        status=transaction.status,
        metadata=_metadata(transaction, account),
        created_at=transaction.created_at,
        updated_at=transaction.updated_at,
    )


def _metadata(transaction: Transaction, account: Account) -> Metadata:
    return known(
        direction="debit" if transaction.amount and transaction.amount < 0 else "credit",
        simplifiedWording=transaction.simplified_wording,
        editedWording=transaction.wording,
        comment=transaction.comment,
        note=transaction.note,
        categoryCorrected=True if transaction.own_category else None,
        budgetedOn=transaction.budgeted_on,
        excludedFromBudgets=None if transaction.budgeted else True,
        card=transaction.card,
        grossAmount=transaction.gross_amount,
        originalAmount=transaction.original_amount,
        originalGrossAmount=transaction.original_gross_amount,
        originalCurrency=transaction.original_currency,
        commission=transaction.commission,
        commissionCurrency=transaction.commission_currency,
        counterpartyScheme=transaction.counterparty_scheme,
        counterpartyRole=transaction.counterparty_role,
        series=transaction.series,
        ticker=ticker_of(account.currency),
        currencyAssumed=account.currency_assumed or None,
        firstSeenAt=transaction.first_seen_at,
        bankUpdatedAt=transaction.bank_updated_at,
    )
