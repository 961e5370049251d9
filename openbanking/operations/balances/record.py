"""A balance over the contract: its record, the typed answer, and how one is made of the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from contracts import Record, fields
from openbanking.balances.freshness import freshness_of
from openbanking.models import Account, Balance, BalanceType
from openbanking.operations.currencies import currency_code, currency_field, ticker_of
from openbanking.operations.metadata import Metadata, freshness_part, known

ORDER = {kind: position for position, kind in enumerate(BalanceType.values)}


class AccountBalanceRecord(Record):
    """One balance of an account: its type says what the amount means."""

    brief = ("balanceType", "currentBalance", "currency", "lastUpdatedAt", "accountId")

    id = fields.Id(help_text="The balance.")
    account_id = fields.Id(help_text="The account.")
    tenant_id = fields.Id(help_text="The tenant it belongs to.")
    connection_id = fields.Id(help_text="The link to the bank it is read through.")
    balance_type = fields.NonEmptyString(
        help_text="current: booked money now; available: what can be spent; expected: booked plus "
        "known coming operations. Never add different types up."
    )
    current_balance = fields.Float(help_text="The amount of this type, signed, exact digits.")
    available_balance = fields.Float(
        required=False, help_text="On the current record only: what can be spent, where known."
    )
    currency = currency_field("Currency of the amounts.")
    last_updated_at = fields.DateTime(help_text="When the bank's figure was last updated at Powens.")
    created_at = fields.DateTime(help_text="When we first recorded a balance of this type.")
    metadata = fields.JsonObject(
        required=False, help_text="Provenance and freshness: where it comes from, how old it is."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBalance:
    """The values of an AccountBalanceRecord; amounts are signed, in `currency`."""

    id: UUID
    account_id: UUID
    tenant_id: UUID
    connection_id: UUID
    balance_type: str
    current_balance: Decimal
    available_balance: Decimal | None
    currency: str
    last_updated_at: datetime
    created_at: datetime
    metadata: Metadata


def account_balances(
    account: Account,
    latest: Iterable[Balance],
    types: Collection[str] | None = None,
    *,
    now: datetime,
) -> list[AccountBalance]:
    """Return the latest balances of an account, `current` first, or only those of these types.

    The account comes with its connection.
    """
    balances = sorted(latest, key=lambda balance: ORDER[balance.type])
    available = next((each.amount for each in balances if each.type == BalanceType.AVAILABLE), None)
    freshness = freshness_part(freshness_of(account, now=now), account.connection)
    return [
        AccountBalance(
            id=balance.pk,
            account_id=account.pk,
            tenant_id=account.tenant_id,
            connection_id=account.connection_id,
            balance_type=balance.type,
            current_balance=balance.amount,
            available_balance=available if balance.type == BalanceType.CURRENT else None,
            currency=currency_code(balance.currency),
            last_updated_at=balance.as_of,
            created_at=balance.created_at,
            metadata=_metadata(balance, account, freshness),
        )
        for balance in balances
        if types is None or balance.type in types
    ]


def oldest_update(balances: Iterable[AccountBalance]) -> datetime | None:
    """Return when the one among them that was updated longest ago was; None where there is none."""
    return min((each.last_updated_at for each in balances), default=None)


def _metadata(balance: Balance, account: Account, freshness: Metadata) -> Metadata:
    return {
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
            ticker=ticker_of(balance.currency),
            currencyAssumed=account.currency_assumed or None,
        ),
    }
