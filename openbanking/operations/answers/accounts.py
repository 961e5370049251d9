"""Accounts as records."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from openbanking.balances.freshness import freshness_of
from openbanking.health.states import condition_of
from openbanking.models import Account, BalanceType, Loan, Transaction
from openbanking.operations.answers.metadata import freshness_part, known
from openbanking.operations.answers.transactions import transaction_answer
from openbanking.operations.records import BankTransactionRecord


def account_answer(
    account: Account,
    *,
    now: datetime,
    include_balances: bool,
    latest: list[Transaction] | None = None,
) -> dict[str, Any]:
    """Return the account, which comes from `described`."""
    connection = account.connection
    amounts = {each.type: each.amount for each in account.balances.all()} if include_balances else {}
    return {
        "id": account.pk,
        "tenant_id": account.tenant_id,
        "user_id": connection.powens_user.user_id,
        "connection_id": connection.pk,
        "external_id": account.external_id,
        "institution_id": connection.institution.code,
        "institution_name": connection.institution.name,
        "iban": account.iban or None,
        "bic": account.bic or None,
        "account_type": account.type,
        "currency": account.currency,
        "display_name": account.name,
        "account_number_masked": account.masked_number or None,
        "balance": amounts.get(BalanceType.CURRENT),
        "available_balance": amounts.get(BalanceType.AVAILABLE),
        "last_synced_at": account.bank_updated_at or account.created_at,
        "created_at": account.created_at,
        "updated_at": account.updated_at,
        "metadata": _metadata(account, now=now, latest=latest),
    }


def _metadata(account: Account, *, now: datetime, latest: list[Transaction] | None) -> dict[str, Any]:
    condition = condition_of(account.connection)
    return {
        "status": account.status.value,
        **freshness_part(freshness_of(account, now=now), account.connection),
        "connection": known(
            status=str(condition.status),
            state=account.connection.state,
            whoMustAct=str(condition.who_must_act),
            message=condition.message,
            consentEndsAt=account.connection.consent_ends_at,
        ),
        **known(
            currencyAssumed=account.currency_assumed or None,
            coming=account.coming,
            originalName=account.original_name,
            parentAccountId=account.parent_id,
            usage=account.usage,
            ownership=account.ownership,
            companyName=account.company_name,
            openedOn=account.opened_on,
            bookmarked=account.bookmarked or None,
            valuation=account.valuation,
            gain=account.gain,
            error=account.error,
            heldSince=account.quarantined_since,
            drift=_discrepancy(account),
            loan=_loan(account),
            latestTransactions=None
            if latest is None
            else [BankTransactionRecord(transaction_answer(row, account)).data for row in latest],
        ),
    }


def _discrepancy(account: Account) -> dict[str, Any] | None:
    """Return by how much the balance differs from its transactions, and since when."""
    discrepancy = next((each for each in account.discrepancies.all() if each.ended_at is None), None)
    return {"amount": discrepancy.amount, "since": discrepancy.began_on} if discrepancy else None


def _loan(account: Account) -> dict[str, Any] | None:
    loan: Loan | None = getattr(account, "loan", None)
    if loan is None:
        return None
    return known(
        type=loan.type,
        totalAmount=loan.total_amount,
        availableAmount=loan.available_amount,
        usedAmount=loan.used_amount,
        rate=loan.rate,
        durationMonths=loan.duration,
        subscribedOn=loan.subscribed_on,
        maturesOn=loan.matures_on,
        repaymentStartsOn=loan.repayment_starts_on,
        deferred=loan.deferred,
        nextPaymentAmount=loan.next_payment_amount,
        nextPaymentOn=loan.next_payment_on,
        lastPaymentAmount=loan.last_payment_amount,
        lastPaymentOn=loan.last_payment_on,
        paymentsLeft=loan.payments_left,
        paymentsDone=loan.payments_done,
        paymentsTotal=loan.payments_total,
        accountLabel=loan.account_label,
        insuranceLabel=loan.insurance_label,
        insuranceAmount=loan.insurance_amount,
        insuranceRate=loan.insurance_rate,
    )
