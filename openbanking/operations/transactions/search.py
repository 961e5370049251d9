"""`openbanking.transactions.search`: transactions in all accounts of a tenant, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from contracts import HEAVY, Caller, Record, Values, fields, query
from openbanking.fields import total
from openbanking.models import Tenant, Transaction
from openbanking.operations import examples
from openbanking.operations.currencies import currency_code, currency_field
from openbanking.operations.inputs import account_ids_field, cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE
from openbanking.operations.transactions.across import Sums, accounts_of, pages, sums_of
from openbanking.operations.transactions.filters import TransactionSearchInput, asked_of
from openbanking.operations.transactions.record import (
    BankTransaction,
    BankTransactionRecord,
    bank_transaction,
)


class OpenBankingSearchTransactionsInput(TransactionSearchInput):
    """Where to look, and for what."""

    account_ids = account_ids_field(
        "all accounts but those that are disabled, and each that is seen through two connections once."
    )
    status = fields.Choice(
        Transaction.Status.values, required=False, help_text="pending, booked or cancelled."
    )
    include_sums = fields.Boolean(
        required=False,
        help_text="Whether all that match are added up too, on this page and those after it alike; "
        "false when left out.",
    )
    cursor = cursor_field()
    page_size = page_size_field()


class TransactionSumsRecord(Record):
    """What all that match come to in one currency, on whichever page they are."""

    brief = ("currency", "moneyIn", "moneyOut", "net", "count")

    currency = currency_field("The currency of their accounts.")
    money_in = fields.Float(help_text="The sum of what came in, exact digits.")
    money_out = fields.Float(help_text="The sum of what went out, negative.")
    net = fields.Float(help_text="Both together.")
    count = fields.Int(help_text="How many transactions they are.")


class OpenBankingSearchTransactionsOutput(Record):
    """One page of what was found."""

    transactions = BankTransactionRecord(many=True, help_text="Transactions, newest first.")
    sums = TransactionSumsRecord(
        many=True, required=False, help_text="One for each currency, where they were asked for."
    )
    next_cursor = fields.String(required=False, help_text="Where the next page begins, if any.")
    has_more = fields.Boolean(required=False, help_text="Whether there is a next page.")


class TransactionSums(Values, kw_only=True):
    """The values of a TransactionSumsRecord."""

    currency: str
    money_in: Decimal
    money_out: Decimal
    net: Decimal
    count: int


class FoundTransactions(Values, kw_only=True):
    """The values of an OpenBankingSearchTransactionsOutput."""

    transactions: list[BankTransaction]
    sums: list[TransactionSums] | None = None
    next_cursor: str | None = None
    has_more: bool


@query(
    "openbanking.transactions.search",
    "1.0.0",
    input=OpenBankingSearchTransactionsInput,
    output=OpenBankingSearchTransactionsOutput,
    goal="Find payments and income of a family wherever they were booked, and what they come to.",
    context="Reads the cache only and never calls the aggregator. Rows the bank took back and those "
    "staff left out are not found; pages stay stable while new rows arrive. Nothing is added up over "
    "currencies. A deferred card's purchases and the debit that settles them are both found.",
    owners=["@platform.finance"],
    rate=HEAVY,
    tags=["open-banking", "powens", "transactions"],
    examples=examples.SEARCH_TRANSACTIONS,
    history={"1.0.0": "First version."},
)
def search_transactions(
    caller: Caller,
    tenant: Tenant,
    *,
    account_ids: Sequence[UUID] | None = None,
    from_: datetime | None = None,
    to: datetime | None = None,
    direction: str | None = None,
    minimum_amount: Decimal | None = None,
    maximum_amount: Decimal | None = None,
    category: str | None = None,
    text: str | None = None,
    status: str | None = None,
    include_sums: bool = False,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> FoundTransactions:
    """Find transactions in all accounts of a tenant, newest first."""
    asked = asked_of(
        from_=from_,
        to=to,
        direction=direction,
        minimum_amount=minimum_amount,
        maximum_amount=maximum_amount,
        category=category,
        text=text,
    )
    asked["status"] = status
    accounts = accounts_of(caller, tenant, account_ids)
    chosen = None if account_ids is None else sorted(set(account_ids))
    page = pages().page(
        {"tenant": tenant.pk, "chosen": chosen, **asked},
        cursor=cursor,
        size=page_size,
        at={"accounts": list(accounts)},
    )
    return FoundTransactions(
        transactions=[bank_transaction(row, accounts[row.account_id]) for row in page.rows],
        sums=[_summed(*each) for each in sums_of(accounts, asked).items()] if include_sums else None,
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )


def _summed(currency: str, sums: Sums) -> TransactionSums:
    return TransactionSums(
        currency=currency_code(currency),
        money_in=sums.money_in,
        money_out=sums.money_out,
        net=total(sums.money_in, sums.money_out),
        count=sums.transactions,
    )
