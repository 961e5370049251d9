"""Balances as records: one for each type, `current` first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from openbanking.balances.freshness import freshness_of
from openbanking.models import Account, Balance, BalanceType
from openbanking.operations.answers.metadata import freshness_part, known

ORDER = {kind: position for position, kind in enumerate(BalanceType.values)}


def balance_answers(
    account: Account, balances: Iterable[Balance], *, now: datetime
) -> list[dict[str, Any]]:
    """Return every balance of the account; its connection is loaded already."""
    ordered = sorted(balances, key=lambda balance: ORDER[balance.type])
    available = next((each.amount for each in ordered if each.type == BalanceType.AVAILABLE), None)
    freshness = freshness_part(freshness_of(account, now=now), account.connection)
    return [
        {
            "id": balance.pk,
            "account_id": account.pk,
            "tenant_id": account.tenant_id,
            "connection_id": account.connection_id,
            "balance_type": balance.type,
            "current_balance": balance.amount,
            "available_balance": available if balance.type == BalanceType.CURRENT else None,
            "currency": balance.currency,
            "last_updated_at": balance.as_of,
            "created_at": balance.created_at,
            "metadata": {
                "provenance": known(
                    source="powens",
                    field=balance.source_field,
                    kind="derived" if balance.derived else "delivered",
                    syncRunId=balance.run_id,
                    learnedAt=balance.learned_at,
                ),
                **freshness,
                **known(
                    coming=account.coming,
                    heldSince=account.quarantined_since,
                    derived=balance.derived or None,
                    currencyAssumed=account.currency_assumed or None,
                ),
            },
        }
        for balance in ordered
    ]
