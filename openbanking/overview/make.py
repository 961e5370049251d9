"""Make an overview: a derived document that is kept as it was made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from contracts import encode
from openbanking.fields import total
from openbanking.models import Account, Overview, Tenant, Transaction, User
from openbanking.overview.markdown import markdown
from openbanking.overview.net_worth import net_worth
from openbanking.overview.period import Span, span_of
from openbanking.overview.returns import returns
from openbanking.overview.scope import counted, transactions_of, with_balance_at

UNCATEGORISED = "uncategorised"
Row = tuple[str, Transaction]


def make_overview(
    tenant: Tenant,
    accounts: Sequence[Account] | None,
    *,
    period: Overview.Period,
    as_of: Any,
    categories: bool,
    cashflow: bool,
    made_by: User | None,
    now: datetime,
) -> Overview:
    """Build, store and return the overview of a tenant, of these accounts or of all that count."""
    span = span_of(period, as_of)
    document = build(
        tenant, accounts, period=period, span=span, categories=categories, cashflow=cashflow, now=now
    )
    return Overview.objects.create(
        tenant=tenant,
        made_by=made_by,
        period=period,
        starts_on=span.first,
        ends_on=span.last,
        document=encode(document).decode(),
        summary=markdown(document, family=tenant.name),
        created_at=now,
        updated_at=now,
    )


def build(
    tenant: Tenant,
    accounts: Sequence[Account] | None,
    *,
    period: Overview.Period,
    span: Span,
    categories: bool,
    cashflow: bool,
    now: datetime,
) -> dict[str, Any]:
    """Return the document: sums by currency and net worth, exact, and what was not counted and why."""
    chosen = Account.objects.filter(tenant=tenant)
    chosen = chosen.live() if accounts is None else chosen.filter(pk__in=[each.pk for each in accounts])
    scope = counted(list(with_balance_at(chosen, span.ends_before).order_by("pk")))
    currency_of = {account.pk: account.currency for account in scope.transactions}
    rows: dict[str, list[Transaction]] = defaultdict(list)
    for row in transactions_of(scope.transactions, span).only(
        "account_id", "amount", "date", "category"
    ):
        rows[currency_of[row.account_id]].append(row)
    balances: dict[str, list[Account]] = defaultdict(list)
    for account in scope.balances:
        balances[account.currency].append(account)
    return {
        "tenantId": str(tenant.pk),
        "period": str(period),
        "periodStart": span.first.isoformat(),
        "periodEnd": span.last.isoformat(),
        "generatedAt": now,
        "currencies": [
            _currency(code, balances[code], rows[code], span, categories, cashflow)
            for code in sorted({*balances, *rows})
        ],
        "leftOut": [
            {"accountId": str(account.pk), "reason": reason} for account, reason in scope.left_out
        ],
        "netWorth": net_worth(tenant, accounts, span, known_at=now),
        # Of a family as a whole alone: what moves between some accounts and others is no return.
        **({"returns": returns(tenant, span, known_at=now)} if accounts is None else {}),
    }


def _currency(
    code: str,
    accounts: list[Account],
    rows: list[Transaction],
    span: Span,
    categories: bool,
    cashflow: bool,
) -> dict[str, Any]:
    amounts: list[Decimal] = [account.balance_then for account in accounts]  # type: ignore[attr-defined]
    summed: dict[str, Any] = {
        "currency": code,
        "accounts": len(accounts),
        "balance": total(*amounts),
        "assets": total(*(amount for amount in amounts if amount > 0)),
        "debts": total(*(amount for amount in amounts if amount < 0)),
        **_flow(rows),
    }
    if accounts:
        summed["balanceAsOf"] = min(account.balance_as_of for account in accounts)  # type: ignore[attr-defined]
    if categories:
        summed["categories"] = _by_category(rows)
    if cashflow:
        summed["cashflow"] = [
            {
                "from": part.first.isoformat(),
                "to": part.last.isoformat(),
                **_flow(row for row in rows if part.begins_at <= row.date < part.ends_before),
            }
            for part in span.parts()
        ]
    return summed


def _flow(rows: Iterable[Transaction]) -> dict[str, Any]:
    amounts = [row.amount for row in rows if row.amount is not None]
    income = total(*(amount for amount in amounts if amount > 0))
    expenses = total(*(amount for amount in amounts if amount < 0))
    return {
        "income": income,
        "expenses": expenses,
        "net": total(income, expenses),
        "transactions": len(amounts),
    }


def _by_category(rows: list[Transaction]) -> list[dict[str, Any]]:
    groups: dict[str, list[Transaction]] = defaultdict(list)
    for row in rows:
        groups[row.category or UNCATEGORISED].append(row)
    return [{"category": name, **_flow(groups[name])} for name in sorted(groups)]
