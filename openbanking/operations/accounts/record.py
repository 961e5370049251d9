"""An account over the contract: its record, the typed answer, and how one is made of the other."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from contracts import Record, Values, fields
from openbanking.balances.freshness import freshness_through
from openbanking.fields import opener
from openbanking.health.states import condition_behind
from openbanking.models import Account, Loan
from openbanking.models.accounts import masked_number, status_of
from openbanking.operations.accounts.rows import AccountRow
from openbanking.operations.currencies import currency_code, currency_field, ticker_of
from openbanking.operations.metadata import Freshness
from openbanking.operations.transactions.record import BankTransaction

_iban, _number = opener(Account, "iban"), opener(Account, "number")


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


class ConnectionState(Values, kw_only=True):
    """How the connection is that the account is read through."""

    status: str
    state: str | None = None
    who_must_act: str
    message: str
    consent_ends_at: datetime | None = None


class Drift(Values, kw_only=True):
    """By how much the balance differs from its transactions, and since when."""

    amount: Decimal
    since: date


class LoanTerms(Values, kw_only=True):
    """What is known of a loan."""

    type: str | None = None
    total_amount: Decimal | None = None
    available_amount: Decimal | None = None
    used_amount: Decimal | None = None
    rate: Decimal | None = None
    duration_months: int | None = None
    subscribed_on: date | None = None
    matures_on: date | None = None
    repayment_starts_on: date | None = None
    deferred: bool | None = None
    next_payment_amount: Decimal | None = None
    next_payment_on: date | None = None
    last_payment_amount: Decimal | None = None
    last_payment_on: date | None = None
    payments_left: int | None = None
    payments_done: int | None = None
    payments_total: int | None = None
    account_label: str | None = None
    insurance_label: str | None = None
    insurance_amount: Decimal | None = None
    insurance_rate: Decimal | None = None


class AccountMetadata(Freshness, kw_only=True):
    """What else is known of an account."""

    status: str
    connection: ConnectionState
    ticker: str | None = None
    currency_assumed: bool | None = None
    coming: Decimal | None = None
    original_name: str | None = None
    parent_account_id: UUID | None = None
    usage: str | None = None
    ownership: str | None = None
    company_name: str | None = None
    opened_on: date | None = None
    bookmarked: bool | None = None
    valuation: Decimal | None = None
    gain: Decimal | None = None
    error: str | None = None
    held_since: datetime | None = None
    drift: Drift | None = None
    loan: LoanTerms | None = None
    latest_transactions: list[BankTransaction] | None = None


class BankAccount(Values, kw_only=True):
    """The values of a BankAccountRecord; amounts are signed, in `currency`."""

    id: UUID
    tenant_id: UUID
    user_id: UUID
    connection_id: UUID
    external_id: str
    institution_id: str
    institution_name: str
    iban: str | None = None
    bic: str | None = None
    account_type: str
    currency: str
    display_name: str
    account_number_masked: str | None = None
    balance: Decimal | None = None
    available_balance: Decimal | None = None
    last_synced_at: datetime
    created_at: datetime
    updated_at: datetime
    metadata: AccountMetadata


def bank_account(
    row: AccountRow,
    *,
    loan: Loan | None,
    since: datetime,
    include_balances: bool,
    latest: list[BankTransaction] | None = None,
) -> BankAccount:
    """Return the account, with its latest transactions if given; what was read `since` then is fresh."""
    return BankAccount(
        id=row.id,
        tenant_id=row.tenant_id,
        user_id=row.connection__powens_user__user_id,
        connection_id=row.connection_id,
        external_id=row.external_id,
        institution_id=row.connection__institution__code,
        institution_name=row.connection__institution__name,
        iban=_iban(row.iban) or None,
        bic=row.bic or None,
        account_type=row.type,
        currency=currency_code(row.currency),
        display_name=row.name,
        account_number_masked=masked_number(_number(row.number)) or None,
        balance=row.current__amount if include_balances else None,
        available_balance=row.available__amount if include_balances else None,
        last_synced_at=row.bank_updated_at or row.created_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
        metadata=_metadata(row, loan, since=since, latest=latest),
    )


def _metadata(
    row: AccountRow, loan: Loan | None, *, since: datetime, latest: list[BankTransaction] | None
) -> AccountMetadata:
    gone = row.connection__vanished_at is not None
    condition = condition_behind(row)
    assessment = freshness_through(row, condition, since=since)
    return AccountMetadata(
        status=status_of(row),
        freshness=assessment.freshness,
        stale_reason=assessment.reason or None,
        next_sync_expected_at=None if gone else row.connection__next_try_at,
        connection=ConnectionState(
            status=condition.status,
            state=row.connection__state or None,
            who_must_act=condition.who_must_act,
            message=condition.message,
            consent_ends_at=row.connection__consent_ends_at,
        ),
        ticker=ticker_of(row.currency),
        currency_assumed=row.currency_assumed or None,
        coming=row.coming,
        original_name=row.original_name or None,
        parent_account_id=row.parent_id,
        usage=row.usage or None,
        ownership=row.ownership or None,
        company_name=row.company_name or None,
        opened_on=row.opened_on,
        bookmarked=row.bookmarked or None,
        valuation=row.valuation,
        gain=row.gain,
        error=row.error or None,
        held_since=row.quarantined_since,
        drift=_drift(row),
        loan=None if loan is None else _terms(loan),
        latest_transactions=latest,
    )


def _drift(row: AccountRow) -> Drift | None:
    amount, since = row.discrepancy__amount, row.discrepancy__began_on
    return None if amount is None or since is None else Drift(amount=amount, since=since)


def _terms(loan: Loan) -> LoanTerms:
    return LoanTerms(
        type=loan.type or None,
        total_amount=loan.total_amount,
        available_amount=loan.available_amount,
        used_amount=loan.used_amount,
        rate=loan.rate,
        duration_months=loan.duration,
        subscribed_on=loan.subscribed_on,
        matures_on=loan.matures_on,
        repayment_starts_on=loan.repayment_starts_on,
        deferred=loan.deferred,
        next_payment_amount=loan.next_payment_amount,
        next_payment_on=loan.next_payment_on,
        last_payment_amount=loan.last_payment_amount,
        last_payment_on=loan.last_payment_on,
        payments_left=loan.payments_left,
        payments_done=loan.payments_done,
        payments_total=loan.payments_total,
        account_label=loan.account_label or None,
        insurance_label=loan.insurance_label or None,
        insurance_amount=loan.insurance_amount,
        insurance_rate=loan.insurance_rate,
    )
