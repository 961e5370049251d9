"""Balances over the contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from contracts import fields
from contracts.caller import Caller
from contracts.problems import Invalid, Issue
from contracts.registry import query
from contracts.shapes import Input, Record
from openbanking.access import tenant_of
from openbanking.answers import balance_answers
from openbanking.models import BalanceType
from openbanking.operations.inputs import account_in, tenant_id_field
from openbanking.records import AccountBalanceRecord

# What other standards call the same figures (Berlin Group, ISO 20022, Plaid).
ALIASES = {
    "current": ["booked", "ledger", "interimBooked", "closingBooked", "ITBD", "CLBD"],
    "available": ["interimAvailable", "ITAV"],
    "expected": ["coming", "coming_balance", "pending", "XPCD"],
}
CANONICAL = {word: kind for kind, words in ALIASES.items() for word in [kind, *words]}


class OpenBankingGetBalancesInput(Input):
    """Which account, and which of its balances."""

    tenant_id = tenant_id_field()
    account_id = fields.Id(help_text="The bank account.")
    balance_types = fields.List(
        child=fields.String(),
        required=False,
        help_text="Only these types: current, available, expected, or a common alias of one. "
        "Left out: all of them.",
    )


class OpenBankingGetBalancesOutput(Record):
    """The latest balances of the account."""

    balances = AccountBalanceRecord(many=True, help_text="One for each type, current first.")
    as_of = fields.DateTime(required=False, help_text="The oldest update among them.")


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
    balances = [
        each
        for each in balance_answers(account, account.balances.all(), now=timezone.now())
        if kinds is None or each["balance_type"] in kinds
    ]
    return {
        "balances": balances,
        "as_of": min((each["last_updated_at"] for each in balances), default=None),
    }


def _kinds(words: Sequence[str] | None) -> set[str] | None:
    """Return the canonical types asked for; None means all. Raises Invalid for an unknown word."""
    if words is None:
        return None
    allowed = ", ".join(BalanceType.values)
    issues = [
        Issue(
            f"balanceTypes.{position}",
            "UNKNOWN_BALANCE_TYPE",
            f"Not a balance type. Use {allowed} or one of the documented aliases.",
        )
        for position, word in enumerate(words)
        if word not in CANONICAL
    ]
    if issues:
        raise Invalid(issues)
    return {CANONICAL[word] for word in words}
