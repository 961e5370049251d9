"""An account over the contract: its record, the typed answer, and how one is made of the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from contracts import Record, fields
from openbanking.balances.freshness import freshness_of
from openbanking.health.states import condition_of
from openbanking.models import Account, BalanceType, Discrepancy, Loan, Transaction
from openbanking.operations.accounts.described import DescribedAccount
from openbanking.operations.currencies import currency_code, currency_field, ticker_of
from openbanking.operations.metadata import Metadata, freshness_part, known
from openbanking.operations.transactions.record import BankTransactionRecord, bank_transaction


class BankAccountRecord(Record):
    """A bank account."""

    brief = ("displayName", "accountType", "balance", "currency", "id")

    id = fields.Id(help_text="The account.")
    tenant_id = fields.Id(help_text="The tenant it belongs to.")
    user_id = fields.Id(help_text="The member whose bank this is.")
    connection_id = fields.Id(help_text="The link to the bank it is read through.")
    external_id = fields.NonEmptyString(help_text="The account's id at Powens.")
    institution_id = fields.NonEmptyString(help_text="The bank, by its stable id at Powens.")
    institution_name = fields.NonEmptyString(help_text="The bank's name.")
    institution_logo_url = fields.Url(required=False, help_text="The bank's logo.")
    iban = fields.String(required=False, help_text="IBAN, where the bank gives one.")
    bic = fields.String(required=False, help_text="BIC of the bank.")
    account_type = fields.NonEmptyString(help_text="Powens' account type, an open list.")
    currency = currency_field("Currency of every amount of the account.")
    display_name = fields.NonEmptyString(help_text="Name shown to people.")
    account_number_masked = fields.String(
        required=False, help_text="Account number, all but its last four characters hidden."
    )
    product_code = fields.String(required=False, help_text="The bank's product code.")
    balance = fields.Float(required=False, help_text="Booked money now, signed, exact digits.")
    available_balance = fields.Float(required=False, help_text="What can be spent, where it is known.")
    last_synced_at = fields.DateTime(help_text="Last time Powens updated it from the bank.")
    created_at = fields.DateTime(help_text="When we first recorded it.")
    updated_at = fields.DateTime(help_text="When our record of it last changed.")
    metadata = fields.JsonObject(
        required=False, help_text="Status, freshness, and what else Powens reports of the account."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount:
    """The values of a BankAccountRecord; amounts are signed, in `currency`."""

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
    account_number_masked: str | None
    balance: Decimal | None
    available_balance: Decimal | None
    last_synced_at: datetime
    created_at: datetime
    updated_at: datetime
    metadata: Metadata


def bank_account(
    described: DescribedAccount,
    *,
    now: datetime,
    include_balances: bool,
    latest: list[Transaction] | None = None,
) -> BankAccount:
    """Return the account, with its latest transactions if given."""
    account = described.account
    connection = account.connection
    amounts = described.amounts if include_balances else {}
    return BankAccount(
        id=account.pk,
        tenant_id=account.tenant_id,
        user_id=connection.powens_user.user_id,
        connection_id=connection.pk,
        external_id=account.external_id,
        institution_id=connection.institution.code,
        institution_name=connection.institution.name,
        iban=account.iban or None,
        bic=account.bic or None,
        account_type=account.type,
        currency=currency_code(account.currency),
        display_name=account.name,
        account_number_masked=account.masked_number or None,
        balance=amounts.get(BalanceType.CURRENT),
        available_balance=amounts.get(BalanceType.AVAILABLE),
        last_synced_at=account.bank_updated_at or account.created_at,
        created_at=account.created_at,
        updated_at=account.updated_at,
        metadata=_metadata(described, now=now, latest=latest),
    )


def _metadata(
    described: DescribedAccount, *, now: datetime, latest: list[Transaction] | None
) -> Metadata:
    account = described.account
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
            ticker=ticker_of(account.currency),
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
            drift=_discrepancy(described.discrepancy),
            loan=_loan(account),
            latestTransactions=None
            if latest is None
            else [BankTransactionRecord(bank_transaction(row, account)).data for row in latest],
        ),
    }


def _discrepancy(discrepancy: Discrepancy | None) -> Metadata | None:
    """Return by how much the balance differs from its transactions, and since when."""
    return {"amount": discrepancy.amount, "since": discrepancy.began_on} if discrepancy else None


def _loan(account: Account) -> Metadata | None:
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
