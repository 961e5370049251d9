"""What a family's investments returned over an overview's period, or why no figure is given."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from openbanking.fields import rounded
from openbanking.models import Tenant
from openbanking.overview.period import DAY, Span
from openbanking.returns.investments import Investment, investments_of
from openbanking.returns.returned import returned

# Of ratios, which are rounded once.
DECIMALS = 6


def returns(tenant: Tenant, span: Span, *, known_at: datetime) -> list[dict[str, Any]]:
    """Return what `openbanking.returns.get` tells of the whole family, by currency.

    From the end of the day before the period to its end. A ratio that cannot be told is left out, and
    the caveats say why.
    """
    first, last = span.first - DAY, span.last
    by_currency: dict[str, list[Investment]] = defaultdict(list)
    for each in investments_of(tenant, None, first, last, known_at=known_at):
        by_currency[each.currency].append(each)
    return [_of_currency(code, by_currency[code], span) for code in sorted(by_currency)]


def _of_currency(code: str, found: list[Investment], span: Span) -> dict[str, Any]:
    result = returned(found, span.first - DAY, span.last)
    ratios = {
        "timeWeighted": result.rates.by_time,
        "moneyWeighted": result.rates.by_money,
        "annualised": result.rates.a_year,
    }
    return {
        "currency": code,
        **{name: rounded(exact, DECIMALS) for name, exact in ratios.items() if exact is not None},
        "coverage": rounded(result.coverage, DECIMALS),
        "caveats": [str(each) for each in result.caveats],
    }
