"""Balances over the contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from contracts import Auth, Caller, Input, Rate, RateScope, Record, Telemetry, command, fields, query
from openbanking.access.tenancy import administered_tenant, tenant_of
from openbanking.models import Account
from openbanking.operations import examples
from openbanking.operations.answers import balance_answers
from openbanking.operations.answers.versions import accounts_version
from openbanking.operations.inputs import account_in, tenant_id_field
from openbanking.operations.records import AccountBalanceRecord
from openbanking.operations.refresh import refresh

# What other standards call the same figures (Berlin Group, ISO 20022, Plaid).
ALIASES = {
    "current": ["booked", "ledger", "interimBooked", "closingBooked", "ITBD", "CLBD"],
    "available": ["interimAvailable", "ITAV"],
    "expected": ["coming", "coming_balance", "pending", "XPCD"],
}
CANONICAL = {kind: kind for kind in ALIASES} | {
    word: kind for kind, words in ALIASES.items() for word in words
}


class OpenBankingGetBalancesInput(Input):
    """Which account, and which of its balances."""

    tenant_id = tenant_id_field()
    account_id = fields.Id(help_text="The bank account.")
    balance_types = fields.List(
        child=fields.Choice(list(CANONICAL)),
        required=False,
        help_text="Only these types: current, available, expected, or a common alias of one. "
        "Left out: all of them.",
    )


class OpenBankingGetBalancesOutput(Record):
    """The latest balances of the account."""

    balances = AccountBalanceRecord(many=True, help_text="One for each type, current first.")
    as_of = fields.DateTime(required=False, help_text="The oldest update among them.")


def version_of_balances(
    caller: Caller, *, account_id: UUID, tenant_id: UUID | None = None, **asked: Any
) -> Any:
    """Return what changes whenever the account's balances do."""
    tenant = tenant_of(caller, tenant_id)
    accounts = Account.objects.filter(tenant=tenant, pk=account_id)
    return tenant.pk, asked, accounts_version(accounts, now=timezone.now())


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
    revision=version_of_balances,
)
def get_balances(
    caller: Caller,
    *,
    account_id: UUID,
    tenant_id: UUID | None = None,
    balance_types: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Retrieve the latest cached balances for a bank account."""
    kinds = _kinds(balance_types)
    account = account_in(tenant_of(caller, tenant_id), account_id)
    balances = _answers(account, kinds)
    return {
        "balances": balances,
        "as_of": min((each["last_updated_at"] for each in balances), default=None),
    }


class OpenBankingRefreshBalancesInput(Input):
    """Which account, and whether the bank itself must be read."""

    tenant_id = tenant_id_field()
    account_id = fields.Id(help_text="The bank account.")
    connection_id = fields.Id(
        required=False, help_text="The connection it is read through; known without being sent."
    )
    balance_types = fields.List(
        child=fields.Choice(list(CANONICAL)),
        required=False,
        help_text="Only these types in the answer.",
    )
    force_refresh = fields.Boolean(
        required=False,
        help_text="Insist that the bank is read now: refused with 429 when it is too early. When "
        "left out, the bank is read if its quota allows, and Powens' cache in any case.",
    )


class OpenBankingRefreshBalancesOutput(Record):
    """The balances after the refresh."""

    balances = AccountBalanceRecord(many=True, help_text="One for each type, current first.")
    refreshed_at = fields.DateTime(help_text="When they were read at Powens.")
    errors_ = fields.List(
        child=fields.String(), required=False, help_text="What could not be read, if anything."
    )


@command(
    "openbanking.balances.refresh",
    "1.0.0",
    input=OpenBankingRefreshBalancesInput,
    output=OpenBankingRefreshBalancesOutput,
    goal="Bring the balances of one account in step with its bank before they are relied upon.",
    context="Never acts as if the member were present. A connection that needs its user is refused "
    "with who must act; banks allow four reads a day, shared with the scheduled sync.",
    owners=["@platform.finance"],
    tags=["open-banking", "powens", "balances"],
    examples=examples.REFRESH_BALANCES,
    history={"1.0.0": "First version."},
    auth=Auth.ADMIN,
    rate=Rate(30, by=RateScope.TENANT),
    telemetry=Telemetry(
        success="openbanking.balances.refreshed",
        failure="openbanking.balances.refresh_failed",
        properties=["tenantId", "accountId", "refreshedAt"],
        counts={"balanceCount": "balances"},
    ),
)
def refresh_balances(
    caller: Caller,
    *,
    account_id: UUID,
    tenant_id: UUID | None = None,
    connection_id: UUID | None = None,
    balance_types: Sequence[str] | None = None,
    force_refresh: bool = False,
) -> dict[str, Any]:
    """Refresh the balances of a bank account from Powens."""
    kinds, now = _kinds(balance_types), timezone.now()
    tenant = administered_tenant(caller, tenant_id)
    account = account_in(tenant, account_id, connection_id)
    report = refresh(account.connection, insist=force_refresh, full=False, now=now)
    warnings = report.warnings_about(account.external_id)
    return {
        "balances": _answers(account_in(tenant, account_id), kinds),
        "refreshed_at": now,
        "errors_": [str(warning) for warning in warnings] or None,
    }


def _answers(account: Account, kinds: set[str] | None) -> list[dict[str, Any]]:
    return [
        each
        for each in balance_answers(account, account.balances.all(), now=timezone.now())
        if kinds is None or each["balance_type"] in kinds
    ]


def _kinds(words: Sequence[str] | None) -> set[str] | None:
    """Return the canonical types asked for; None means all."""
    return None if words is None else {CANONICAL[word] for word in words}
