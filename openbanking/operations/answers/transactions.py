"""Transactions as records."""

from __future__ import annotations

from typing import Any

from openbanking.models import Account, Transaction
from openbanking.operations.answers.metadata import known


def transaction_answer(transaction: Transaction, account: Account) -> dict[str, Any]:
    """Return the movement; it is in its account's currency, Powens gives no other."""
    return {
        "id": transaction.pk,
        "account_id": account.pk,
        "tenant_id": account.tenant_id,
        "connection_id": account.connection_id,
        "external_id": transaction.external_id,
        "amount": transaction.amount,
        "currency": account.currency,
        "date": transaction.date,
        "booking_date": transaction.booked_on,
        "value_date": transaction.value_on,
        "description": transaction.original_wording or None,
        "counterparty_name": transaction.counterparty_name or None,
        "counterparty_account": transaction.counterparty_account or None,
        "raw_category": transaction.category or None,
        "standardized_category": transaction.own_category or transaction.parent_category or None,
        "transaction_type": transaction.type,
        "status": transaction.status,
        "metadata": known(
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
            currencyAssumed=account.currency_assumed or None,
            firstSeenAt=transaction.first_seen_at,
            bankUpdatedAt=transaction.bank_updated_at,
        ),
        "created_at": transaction.created_at,
        "updated_at": transaction.updated_at,
    }
