"""`openbanking.accounts.get`: everything known of one account."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from contracts import fields, query
from openbanking.models import Tenant
from openbanking.operations import examples, links
from openbanking.operations.accounts.described import account_of, described
from openbanking.operations.accounts.record import BankAccount, BankAccountRecord, bank_account
from openbanking.operations.inputs import TenantInput
from openbanking.operations.revisions import Revision, accounts_revision, transactions_revision

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
    account = accounts_revision(tenant, account_id, now=timezone.now())
    rows = transactions_revision(account_id) if asked.get("include_latest_transactions") else ()
    return tenant.pk, asked, account, rows


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
) -> BankAccount:
    """Retrieve one bank account."""
    account = account_of(tenant, account_id)
    latest = (
        list(account.transactions.shown().order_by("-date", "-pk")[:LATEST])
        if include_latest_transactions
        else None
    )
    return bank_account(
        described(account), now=timezone.now(), include_balances=include_balances, latest=latest
    )
