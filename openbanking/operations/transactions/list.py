"""`openbanking.transactions.list`: the transactions of one account, page by page."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from contracts import Record, Revised, Values, fields, query
from openbanking.models import Tenant
from openbanking.operations import examples
from openbanking.operations.inputs import cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE
from openbanking.operations.revisions import Revision
from openbanking.operations.transactions.filters import TransactionFiltersInput, asked_of
from openbanking.operations.transactions.record import (
    BankTransaction,
    BankTransactionRecord,
    bank_transaction,
)
from openbanking.operations.transactions.rows import TRANSACTIONS, LedgerRow, ledger_of


class OpenBankingListTransactionsInput(TransactionFiltersInput):
    """Which transactions to list."""

    account_id = fields.Id(help_text="The bank account.")
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
    asked = asked_of(
        from_=from_,
        to=to,
        direction=direction,
        minimum_amount=minimum_amount,
        maximum_amount=maximum_amount,
        category=category,
    )
    page = TRANSACTIONS.page({"account": account.id, **asked}, cursor=cursor, size=page_size)
    answer = TransactionPage(
        transactions=[bank_transaction(row, account) for row in page.rows],
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )
    return Revised(answer, _revision_of(account))
