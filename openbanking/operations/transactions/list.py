"""`openbanking.transactions.list`: the transactions of one account, page by page."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from contracts import Record, Revised, Values, fields, problems, query
from openbanking.fields import at_least, at_most
from openbanking.models import Tenant
from openbanking.operations import examples
from openbanking.operations.inputs import TenantInput, cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE
from openbanking.operations.revisions import Revision
from openbanking.operations.transactions.record import (
    BankTransaction,
    BankTransactionRecord,
    bank_transaction,
)
from openbanking.operations.transactions.rows import TRANSACTIONS, LedgerRow, ledger_of

DIRECTIONS = ["credit", "debit"]


class OpenBankingListTransactionsInput(TenantInput):
    """Which transactions to list."""

    account_id = fields.Id(help_text="The bank account.")
    from_ = fields.DateTime(required=False, help_text="Earliest date, inclusive.")
    to = fields.DateTime(until=True, required=False, help_text="Latest date, inclusive.")
    direction = fields.Choice(DIRECTIONS, required=False, help_text="debit (money out) or credit.")
    minimum_amount = fields.Float(
        required=False, help_text="Smallest signed amount, inclusive: -100 lies under -50."
    )
    maximum_amount = fields.Float(required=False, help_text="Largest signed amount, inclusive.")
    category = fields.String(required=False, help_text="A Powens category code, or its parent's.")
    cursor = cursor_field()
    page_size = page_size_field()


class OpenBankingListTransactionsOutput(Record):
    """One page of transactions."""

    transactions = BankTransactionRecord(many=True, help_text="Transactions, newest first.")
    next_cursor = fields.String(required=False, help_text="Where the next page begins, if any.")
    has_more = fields.Boolean(required=False, help_text="Whether there is a next page.")


class TransactionPage(Values, kw_only=True):
    """The values of an OpenBankingListTransactionsOutput."""

    transactions: list[BankTransaction]
    next_cursor: str | None = None
    has_more: bool


def revision(tenant: Tenant, *, account_id: UUID, **asked: object) -> Revision:
    """Return what changes whenever the account or its transactions do."""
    return _revision_of(ledger_of(tenant, account_id))


def _revision_of(account: LedgerRow) -> Revision:
    return account.updated_at, account.latest_change


@query(
    "openbanking.transactions.list",
    "1.0.0",
    input=OpenBankingListTransactionsInput,
    output=OpenBankingListTransactionsOutput,
    goal="Give lists, searches and summaries the transactions of one account.",
    context="Reads the cache only and never calls the aggregator. Rows the bank took back are left "
    "out; pages stay stable while new rows arrive.",
    owners=["@platform.finance"],
    tags=["open-banking", "powens", "transactions"],
    examples=examples.LIST_TRANSACTIONS,
    history={"1.0.0": "First version."},
    revision=revision,
)
def list_transactions(
    tenant: Tenant,
    *,
    account_id: UUID,
    from_: datetime | None = None,
    to: datetime | None = None,
    direction: str | None = None,
    minimum_amount: Decimal | None = None,
    maximum_amount: Decimal | None = None,
    category: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> Revised[TransactionPage]:
    """List the transactions of a bank account, newest first."""
    account = ledger_of(tenant, account_id)
    if from_ and to and from_ > to:
        raise problems.Invalid.at("from", "Lies after `to`. Swap the two.")
    if minimum_amount is not None and maximum_amount is not None and minimum_amount > maximum_amount:
        raise problems.Invalid.at("minimumAmount", "Is larger than maximumAmount. Swap the two.")
    page = TRANSACTIONS.page(
        {
            "account": account.id,
            "from": from_,
            "to": to,
            "credit": True if direction == "credit" else None,
            "debit": True if direction == "debit" else None,
            "minimum": None if minimum_amount is None else at_least(minimum_amount),
            "maximum": None if maximum_amount is None else at_most(maximum_amount),
            "category": category,
        },
        cursor=cursor,
        size=page_size,
    )
    answer = TransactionPage(
        transactions=[bank_transaction(row, account) for row in page.rows],
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )
    return Revised(answer, _revision_of(account))
