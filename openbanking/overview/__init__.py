"""Overviews of a tenant's money: balances, transactions and net worth of a period, by currency."""

from __future__ import annotations

from openbanking.overview.make import make_overview
from openbanking.overview.period import Span, span_of

__all__ = ["Span", "make_overview", "span_of"]
