"""`openbanking.accounts.get`: everything known of one account."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from contracts import Revised, fields, query
from openbanking.balances.freshness import fresh_since
from openbanking.models import Tenant
from openbanking.operations import examples, links
from openbanking.operations.accounts.record import BankAccount, BankAccountRecord, bank_account
from openbanking.operations.accounts.rows import loans_of, row_of
from openbanking.operations.inputs import TenantInput
from openbanking.operations.revisions import Revision, account_revision, revision_of
from openbanking.operations.transactions.record import bank_transaction
from openbanking.operations.transactions.rows import changed_at, latest_of

LATEST = 10


class OpenBankingGetAccountInput(TenantInput):
    """Which account, and how much to say of it."""

    account_id = fields.Id(help_text="The bank account.")
    include_balances = fields.Boolean(
        required=False, help_text="Whether the record carries balances; true when left out."
    )
    include_latest_transactions = fields.Boolean(
        required=False,
        help_text=f"Whether metadata carries the {LATEST} latest transactions; false when left out.",
    )


def revision(tenant: Tenant, *, account_id: UUID, **asked: object) -> Revision:
    """Return what changes whenever the account or, where they are shown, its transactions do."""
    account = account_revision(tenant, account_id, now=timezone.now())
    return account, changed_at(tenant, account_id) if asked.get("include_latest_transactions") else None


@query(
    "openbanking.accounts.get",
    "1.0.0",
    input=OpenBankingGetAccountInput,
    output=BankAccountRecord,
    goal="Tell everything known of one account, for a detail page or an automation.",
    context="Reads the cache only and never calls the aggregator. Disabled, deleted and vanished "
    "accounts are answered too; metadata says so.",
    owners=["@platform.finance"],
    tags=["open-banking", "powens", "accounts"],
    examples=examples.GET_ACCOUNT,
    history={"1.0.0": "First version."},
    links=links.FROM_ACCOUNT,
    revision=revision,
)
def get_account(
    tenant: Tenant,
    *,
    account_id: UUID,
    include_balances: bool = True,
    include_latest_transactions: bool = False,
) -> Revised[BankAccount]:
    """Retrieve one bank account."""
    now, changed, latest = timezone.now(), None, None
    row = row_of(tenant, account_id)
    if include_latest_transactions:
        changed = changed_at(tenant, account_id)
        latest = [bank_transaction(each, row) for each in latest_of(account_id, LATEST)]
    loan = loans_of([row]).get(account_id)
    answer = bank_account(
        row,
        loan=loan,
        since=fresh_since(now),
        include_balances=include_balances,
        latest=latest,
    )
    return Revised(answer, (revision_of(row, now=now), changed))
