"""`openbanking.balances.get`: the latest cached balances of one account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from contracts import Record, Revised, Values, fields, query
from openbanking.models import Tenant
from openbanking.operations import examples, links
from openbanking.operations.balances.record import (
    AccountBalance,
    AccountBalanceRecord,
    account_balances,
    oldest_update,
)
from openbanking.operations.balances.rows import rows_of
from openbanking.operations.balances.types import balance_types_field, canonical
from openbanking.operations.inputs import TenantInput
from openbanking.operations.revisions import Revision, account_revision, revision_of


class OpenBankingGetBalancesInput(TenantInput):
    """Which account, and which of its balances."""

    account_id = fields.Id(help_text="The bank account.")
    balance_types = balance_types_field(
        "Only these types: current, available, expected, or a common alias of one. "
        "Left out: all of them."
    )


class OpenBankingGetBalancesOutput(Record):
    """The latest balances of the account."""

    balances = AccountBalanceRecord(many=True, help_text="One for each type, current first.")
    as_of = fields.DateTime(required=False, help_text="The oldest update among them.")


class Balances(Values, kw_only=True):
    """The values of an OpenBankingGetBalancesOutput."""

    balances: list[AccountBalance]
    as_of: datetime | None = None


def revision(tenant: Tenant, *, account_id: UUID, **asked: object) -> Revision:
    """Return what changes whenever the account's balances do."""
    return account_revision(tenant, account_id, now=timezone.now())


@query(
    "openbanking.balances.get",
    "1.0.0",
    input=OpenBankingGetBalancesInput,
    output=OpenBankingGetBalancesOutput,
    goal="Expose current and available balances required by dashboards and analytics.",
    context="Used by Pocket Family Office UI surfaces and automation steps that require balance "
    "totals prior to generating summaries.",
    owners=["@platform.finance"],
    tags=["open-banking", "powens", "balances"],
    examples=examples.GET_BALANCES,
    history={"1.0.0": "First version."},
    links=links.FROM_BALANCES,
    revision=revision,
)
def get_balances(
    tenant: Tenant, *, account_id: UUID, balance_types: Sequence[str] | None = None
) -> Revised[Balances]:
    """Retrieve the latest cached balances for a bank account."""
    now, rows = timezone.now(), rows_of(tenant, account_id)
    balances = account_balances(rows, canonical(balance_types), now=now)
    return Revised(
        Balances(balances=balances, as_of=oldest_update(balances)), revision_of(rows[0], now=now)
    )
