"""From rows to the records of the contract: what a caller is told, and how sure we are of it."""

from __future__ import annotations

from openbanking.operations.answers.accounts import account_answer
from openbanking.operations.answers.balances import balance_answers
from openbanking.operations.answers.transactions import transaction_answer

__all__ = ["account_answer", "balance_answers", "transaction_answer"]
