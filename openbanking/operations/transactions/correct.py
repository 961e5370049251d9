"""`openbanking.transactions.correct`: give a transaction a category or a note of the family's own."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import UUIDField
from django.utils import timezone

from contracts import Auth, Caller, Rate, Telemetry, command, fields, problems
from openbanking.access.narrowing import opens
from openbanking.models import Tenant, Transaction
from openbanking.models.prepared import Parameter, Prepared
from openbanking.operations import examples
from openbanking.operations.inputs import TenantInput
from openbanking.operations.transactions.record import (
    BankTransaction,
    BankTransactionRecord,
    bank_transaction,
)
from openbanking.operations.transactions.rows import TransactionRow, ledger_of

LONGEST_CATEGORY = 100
LONGEST_NOTE = 2_000

_ROW = Prepared(
    Transaction.objects.filter(pk=Parameter("transaction", UUIDField())).order_by(), TransactionRow
)


class OpenBankingCorrectTransactionInput(TenantInput):
    """Which transaction, and what to say of it."""

    transaction_id = fields.Id(help_text="The transaction.")
    category = fields.String(
        required=False,
        max_length=LONGEST_CATEGORY,
        error_messages={"max_length": "Send at most {max_length} characters."},
        help_text="The category instead of Powens'; empty text gives Powens' back. Left out: as it is.",
    )
    note = fields.String(
        required=False,
        max_length=LONGEST_NOTE,
        error_messages={"max_length": "Send at most {max_length} characters."},
        help_text="A note shown with it; empty text takes it away. Left out: as it is.",
    )


@command(
    "openbanking.transactions.correct",
    "1.0.0",
    input=OpenBankingCorrectTransactionInput,
    output=BankTransactionRecord,
    goal="Let a family put right what its bank's words leave wrong or unsaid.",
    context="Ours alone: nothing is sent to the bank or the aggregator, no sync undoes it, and it "
    "follows the transaction where the bank lists it anew. Lists, searches and the admin show it.",
    owners=["@platform.finance"],
    tags=["open-banking", "transactions"],
    examples=examples.CORRECT_TRANSACTION,
    history={"1.0.0": "First version."},
    auth=Auth.ADMIN,
    idempotent=True,
    rate=Rate(120),
    telemetry=Telemetry(
        success="openbanking.transactions.corrected",
        failure="openbanking.transactions.correct_failed",
        properties=["tenantId", "transactionId", "accountId"],
    ),
)
def correct_transaction(
    caller: Caller,
    tenant: Tenant,
    *,
    transaction_id: UUID,
    category: str | None = None,
    note: str | None = None,
) -> BankTransaction:
    """Correct the category or the note of a transaction."""
    with transaction.atomic():
        rows = Transaction.objects.shown().select_for_update(of=("self",))
        row = rows.filter(account__tenant=tenant, pk=transaction_id).first()
        if row is None or not opens(caller, row.account_id):
            raise problems.NotFound("There is no such transaction in this tenant.")
        corrected = {
            "own_category": row.own_category if category is None else category.strip(),
            "note": row.note if note is None else note.strip(),
        }
        if any(getattr(row, name) != text for name, text in corrected.items()):
            row.own_category, row.note = corrected["own_category"], corrected["note"]
            row.save_corrections(now=timezone.now())
        (saved,) = _ROW.all(transaction=row.pk)
    return bank_transaction(saved, ledger_of(tenant, row.account_id))
