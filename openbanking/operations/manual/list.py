"""`openbanking.manual.list`: what a family owns and owes that no bank reports."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from contracts import Record, Values, fields, query
from openbanking.models import ManualAccount, Tenant, User, Valuation
from openbanking.operations import examples
from openbanking.operations.inputs import TenantInput
from openbanking.operations.manual.record import Manual, ManualAccountRecord, manual


class OpenBankingListManualInput(TenantInput):
    """With what."""

    include_valuations = fields.Boolean(
        required=False, help_text="Whether every valuation is given; false when left out."
    )


class OpenBankingListManualOutput(Record):
    """The manual accounts."""

    accounts = ManualAccountRecord(many=True, help_text="Manual accounts, the first recorded first.")


class ManualList(Values, kw_only=True):
    """The values of an OpenBankingListManualOutput."""

    accounts: list[Manual]


@query(
    "openbanking.manual.list",
    "1.1.0",
    input=OpenBankingListManualInput,
    output=OpenBankingListManualOutput,
    goal="Show a family its houses, stakes, paintings and private debts beside what banks report.",
    context="What is worth 0 by now is listed too, as closed. Net worth counts what is listed here, but "
    "for what continues in a connected account.",
    owners=["@platform.finance"],
    tags=["open-banking", "manual"],
    examples=examples.LIST_MANUAL,
    history={
        "1.1.0": "Tells who recorded a valuation, and the ticker of a currency without a code.",
        "1.0.0": "First version.",
    },
)
def list_manual(tenant: Tenant, *, include_valuations: bool = False) -> ManualList:
    """List the manual accounts of a tenant with what they are worth."""
    accounts = list(ManualAccount.objects.filter(tenant=tenant).order_by("pk"))
    standing: dict[UUID, list[Valuation]] = defaultdict(list)
    known = Valuation.objects.standing().filter(account__tenant=tenant, amount__isnull=False)
    for valuation in known:
        standing[valuation.account_id].append(valuation)
    names = _members(tenant) if include_valuations else None
    return ManualList(accounts=[manual(each, standing[each.pk], history_by=names) for each in accounts])


def _members(tenant: Tenant) -> dict[UUID, str]:
    """Return the names of the members of a tenant: others are not named to it."""
    members = User.objects.filter(memberships__tenant=tenant)
    return {each.pk: each.get_full_name() or each.username for each in members}
