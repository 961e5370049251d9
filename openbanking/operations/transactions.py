"""Transactions over the contract."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from contracts import fields
from contracts.caller import Caller
from contracts.problems import Invalid
from contracts.registry import query
from contracts.shapes import Input, Record
from openbanking.access import tenant_of
from openbanking.answers import transaction_answer
from openbanking.cursors import DEFAULT_PAGE_SIZE, open_cursor, seal_cursor
from openbanking.operations.inputs import (
    account_in,
    cursor_field,
    page_size_field,
    tenant_id_field,
)
from openbanking.records import BankTransactionRecord

DIRECTIONS = {"credit": Q(amount__gte=0), "debit": Q(amount__lt=0)}


class OpenBankingListTransactionsInput(Input):
    """Which transactions to list."""

    tenant_id = tenant_id_field()
    account_id = fields.Id(help_text="The bank account.")
    from_ = fields.DateTime(required=False, help_text="Earliest date, inclusive.")
    to = fields.DateTime(required=False, help_text="Latest date, inclusive.")
    direction = fields.String(required=False, help_text="debit (money out) or credit.")
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


@query(
    "openbanking.transactions.list",
    "1.0.0",
    input=OpenBankingListTransactionsInput,
    output=OpenBankingListTransactionsOutput,
    goal="Give lists, searches and summaries the movements of one account.",
    context="Reads the cache only and never calls the aggregator. Rows the bank took back are left "
    "out; pages stay stable while new rows arrive.",
    owners=["@platform.finance"],
    tags=["open-banking", "powens", "transactions"],
)
def list_transactions(
    caller: Caller,
    *,
    account_id: UUID,
    tenant_id: UUID | None = None,
    from_: datetime | None = None,
    to: datetime | None = None,
    direction: str | None = None,
    minimum_amount: Decimal | None = None,
    maximum_amount: Decimal | None = None,
    category: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> dict[str, Any]:
    """List the transactions of a bank account, newest first."""
    account = account_in(tenant_of(caller, tenant_id), account_id)
    if from_ and to and from_ > to:
        raise Invalid.at("from", "Lies after `to`. Swap the two.")
    if minimum_amount is not None and maximum_amount is not None and minimum_amount > maximum_amount:
        raise Invalid.at("minimumAmount", "Is larger than maximumAmount. Swap the two.")
    if direction is not None and direction not in DIRECTIONS:
        raise Invalid.at("direction", "Use debit or credit.")
    wanted = {
        "date__gte": from_,
        "date__lte": to,
        "amount__gte": minimum_amount,
        "amount__lte": maximum_amount,
    }
    filters = {name: value for name, value in wanted.items() if value is not None}
    bound_to = {**filters, "account": account.pk, "direction": direction, "category": category}
    position = open_cursor(cursor, bound_to)
    rows = account.transactions.live().filter(**filters)
    if direction is not None:
        rows = rows.filter(DIRECTIONS[direction])
    if category is not None:
        rows = rows.filter(Q(category=category) | Q(parent_category=category))
    if position:
        date, pk = datetime.fromisoformat(position[0]), position[1]
        rows = rows.filter(Q(date__lt=date) | Q(date=date, pk__lt=pk))
    page = list(rows.order_by("-date", "-pk")[: page_size + 1])
    shown, has_more = page[:page_size], len(page) > page_size
    return {
        "transactions": [transaction_answer(row, account) for row in shown],
        "next_cursor": seal_cursor([shown[-1].date.isoformat(), str(shown[-1].pk)], bound_to)
        if has_more
        else None,
        "has_more": has_more,
    }
