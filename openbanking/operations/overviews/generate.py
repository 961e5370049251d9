"""`pfo.openbanking.generate-overview`: one page on where a tenant stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils import timezone

from contracts import Caller, Rate, Record, Telemetry, Values, command, fields, problems
from openbanking.models import Account, Overview, Tenant
from openbanking.operations import examples
from openbanking.operations.inputs import TenantInput, accounts_of
from openbanking.overview import make_overview


class GenerateOverviewInput(TenantInput):
    """Which tenant and period, and how much detail."""

    account_ids = fields.List(
        child=fields.String(),
        required=False,
        help_text="Only these accounts, in net worth too; left out: all that count.",
    )
    period = fields.Choice(Overview.Period.values, help_text="How far back it goes.")
    as_of = fields.Date(required=False, help_text="Its last day; today, in UTC, when left out.")
    include_categories = fields.Boolean(help_text="Whether sums are given by category too.")
    include_cashflow_trend = fields.Boolean(
        help_text="Whether income and expenses are given by day or week too."
    )


class GenerateOverviewOutput(Record):
    """Where the overview is kept."""

    knowledge_entry_id = fields.String(help_text="The overview.")
    period_start = fields.Date(help_text="Its first day.")
    period_end = fields.Date(help_text="Its last day.")
    generated_at = fields.Date(help_text="The day it was made.")
    summary_path = fields.String(
        required=False, help_text="Path of its Markdown; with .json at the end, of its figures."
    )


class GeneratedOverview(Values, kw_only=True):
    """The values of a GenerateOverviewOutput."""

    knowledge_entry_id: str
    period_start: date
    period_end: date
    generated_at: date
    summary_path: str


@command(
    "pfo.openbanking.generate-overview",
    "1.0.0",
    input=GenerateOverviewInput,
    output=GenerateOverviewOutput,
    goal="Give a family one page that says where it stands and how its money moved.",
    context="Works on the cache only. Nothing is counted twice: not a deferred card beside its "
    "monthly debit, not an account seen through two connections. Net worth and why it changed are what "
    "openbanking.networth.series and openbanking.networth.changes tell of the same days. Holds no "
    "wording of a transaction.",
    owners=["@platform.finance"],
    tags=["open-banking", "summary"],
    examples=examples.GENERATE_OVERVIEW,
    history={"1.0.0": "First version."},
    rate=Rate(30),
    telemetry=Telemetry(
        success="openbanking.overview.generated",
        properties=["tenantId", "period", "periodStart", "periodEnd", "knowledgeEntryId"],
    ),
)
def generate_overview(
    caller: Caller,
    tenant: Tenant,
    *,
    period: str,
    include_categories: bool,
    include_cashflow_trend: bool,
    account_ids: Sequence[str] | None = None,
    as_of: date | None = None,
) -> GeneratedOverview:
    """Generate an overview of balances, transactions and net worth by currency over a period."""
    now = timezone.now()
    if as_of is not None and as_of.year < Overview.FIRST_YEAR:
        raise problems.Invalid.at("asOf", f"Send a day from {Overview.FIRST_YEAR} on.")
    overview = make_overview(
        tenant,
        None if account_ids is None else _accounts(tenant, account_ids),
        period=Overview.Period(period),
        as_of=as_of or now.date(),
        categories=include_categories,
        cashflow=include_cashflow_trend,
        made_by=caller.user,
        now=now,
    )
    return GeneratedOverview(
        knowledge_entry_id=str(overview.pk),
        period_start=overview.starts_on,
        period_end=overview.ends_on,
        generated_at=now.date(),
        summary_path=f"/overviews/{overview.pk}.md",
    )


def _accounts(tenant: Tenant, ids: Sequence[str]) -> list[Account]:
    issues, wanted = [], []
    for position, text in enumerate(ids):
        try:
            wanted.append(UUID(text))
        except ValueError:
            issues.append(problems.Issue(f"accountIds.{position}", "INVALID", "Not an identifier."))
    if issues:
        raise problems.Invalid(issues)
    return list(accounts_of(tenant, wanted))
