"""What the service promises: every operation declared here is served, described and checked."""

from __future__ import annotations

from openbanking.operations import accounts, balances, overview, transactions

__all__ = ["accounts", "balances", "overview", "transactions"]
