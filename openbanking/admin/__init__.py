"""The staff's view: families and people to edit, everything mirrored from Powens to read."""

from __future__ import annotations

from openbanking.admin import accounts, connections, people, powens, runs, transactions

__all__ = ["accounts", "connections", "people", "powens", "runs", "transactions"]
