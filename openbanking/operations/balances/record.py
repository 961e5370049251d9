"""A balance over the contract: its record, the typed answer, and how one is made of the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from contracts import Record, Values, fields
from openbanking.balances.freshness import Assessment, fresh_since, freshness_through
from openbanking.health.states import condition_behind
from openbanking.models import BalanceType
from openbanking.operations.balances.rows import BalanceRow
from openbanking.operations.currencies import currency_code, currency_field, ticker_of
from openbanking.operations.metadata import Freshness

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


class Provenance(Values, kw_only=True):
    """Where a figure comes from."""

    source: str
    field: str
    kind: str
    sync_run_id: UUID | None = None
    learned_at: datetime


class BalanceMetadata(Freshness, kw_only=True):
    """What else is known of a balance."""

    provenance: Provenance
    coming: Decimal | None = None
    held_since: datetime | None = None
    derived: bool | None = None
    ticker: str | None = None
    currency_assumed: bool | None = None


class AccountBalance(Values, kw_only=True):
    """The values of an AccountBalanceRecord; amounts are signed, in `currency`."""

    id: UUID
    account_id: UUID
    tenant_id: UUID
    connection_id: UUID
    balance_type: str
    current_balance: Decimal
    available_balance: Decimal | None = None
    currency: str
    last_updated_at: datetime
    created_at: datetime
    metadata: BalanceMetadata


def account_balances(
    rows: Sequence[BalanceRow], types: Collection[str] | None = None, *, now: datetime
) -> list[AccountBalance]:
    """Return the latest balances of one account, `current` first, or only those of these types."""
    account, since = rows[0], fresh_since(now)
    gone = account.connection__vanished_at is not None
    assessment = freshness_through(account, condition_behind(account), since=since)
    next_read_at = None if gone else account.connection__next_try_at
    balances = [(row.balances__id, row) for row in rows if row.balances__id is not None]
    balances.sort(key=lambda each: ORDER[each[1].balances__type])
    amounts = {row.balances__type: row.balances__amount for _, row in balances}
    return [
        _balance(
            balance_id,
            row,
            amounts.get(BalanceType.AVAILABLE) if row.balances__type == BalanceType.CURRENT else None,
            _metadata(row, assessment, next_read_at),
        )
        for balance_id, row in balances
        if types is None or row.balances__type in types
    ]


def oldest_update(balances: Iterable[AccountBalance]) -> datetime | None:
    """Return when the one among them that was updated longest ago was; None where there is none."""
    return min((each.last_updated_at for each in balances), default=None)


def _balance(
    balance_id: UUID, row: BalanceRow, available: Decimal | None, metadata: BalanceMetadata
) -> AccountBalance:
    return AccountBalance(
        id=balance_id,
        account_id=row.id,
        tenant_id=row.tenant_id,
        connection_id=row.connection_id,
        balance_type=row.balances__type,
        current_balance=row.balances__amount,
        available_balance=available,
        currency=currency_code(row.balances__currency),
        last_updated_at=row.balances__as_of,
        created_at=row.balances__created_at,
        metadata=metadata,
    )


def _metadata(row: BalanceRow, assessment: Assessment, next_read_at: datetime | None) -> BalanceMetadata:
    return BalanceMetadata(
        provenance=Provenance(
            source="powens",
            field=row.balances__source_field,
            kind="derived" if row.balances__derived else "delivered",
            sync_run_id=row.balances__run_id,
            learned_at=row.balances__learned_at,
        ),
        freshness=assessment.freshness,
        stale_reason=assessment.reason or None,
        next_sync_expected_at=next_read_at,
        coming=row.coming,
        held_since=row.quarantined_since,
        derived=row.balances__derived or None,
        ticker=ticker_of(row.balances__currency),
        currency_assumed=row.currency_assumed or None,
    )
