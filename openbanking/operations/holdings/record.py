"""A line over the contract: its record, the typed answer, and how one is made of the other."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from contracts import Record, Values, fields
from openbanking.models import Holding
from openbanking.operations.currencies import currency_code, currency_field, ticker_of
from openbanking.operations.holdings.rows import HoldingRow


class HoldingRecord(Record):
    """A line of an account: a security, a fund, or cash."""

    brief = ("label", "quantity", "valuation", "currency", "id")

    id = fields.Id(help_text="The line.")
    account_id = fields.Id(help_text="The account.")
    tenant_id = fields.Id(help_text="The tenant it belongs to.")
    external_id = fields.NonEmptyString(help_text="The line's id at Powens.")
    label_ = fields.String(help_text="Name as the bank shows it.")
    kind = fields.Choice(Holding.Kind.values, help_text="What it is.")
    code = fields.String(required=False, help_text="ISIN, or a code Powens made up.")
    code_type = fields.String(required=False, help_text="What kind of code.")
    symbol = fields.String(required=False, help_text="Ticker at a stock exchange.")
    quantity = fields.Float(required=False, help_text="How many units, exact digits.")
    unit_cost = fields.Float(required=False, help_text="What a unit cost on average.")
    unit_value = fields.Float(required=False, help_text="What a unit is worth.")
    valuation = fields.Float(required=False, help_text="What all of it is worth.")
    gain = fields.Float(required=False, help_text="Unrealised gain or loss.")
    gain_ratio = fields.Float(required=False, help_text="The same as a ratio of the cost: 0.17 is 17 %.")
    portfolio_share = fields.Float(required=False, help_text="Its share of the account, as a ratio.")
    currency = currency_field("The account's currency, of the amounts above.")
    security_currency = fields.Currency(required=False, help_text="The security's own currency.")
    security_unit_value = fields.Float(required=False, help_text="Unit value in that currency.")
    security_valuation = fields.Float(required=False, help_text="Valuation in that currency.")
    valued_on = fields.Date(required=False, help_text="The day the bank valued it.")
    deleted_on = fields.Date(required=False, help_text="Since when the bank lists it no more.")
    last_updated_at = fields.DateTime(help_text="When it was last updated at Powens.")
    created_at = fields.DateTime(help_text="When we first recorded it.")
    metadata = fields.JsonObject(
        required=False, help_text="Provenance, and which figures Powens computed itself."
    )


class LineProvenance(Values, kw_only=True):
    """Where the figures come from."""

    source: str
    sync_run_id: UUID | None = None
    learned_at: datetime


class LineMetadata(Values, kw_only=True):
    """What else is known of a line."""

    provenance: LineProvenance
    calculated: list[str] | None = None
    ticker: str | None = None


class Line(Values, kw_only=True):
    """The values of a HoldingRecord."""

    id: UUID
    account_id: UUID
    tenant_id: UUID
    external_id: str
    label_: str
    kind: str
    code: str | None = None
    code_type: str | None = None
    symbol: str | None = None
    quantity: Decimal | None = None
    unit_cost: Decimal | None = None
    unit_value: Decimal | None = None
    valuation: Decimal | None = None
    gain: Decimal | None = None
    gain_ratio: Decimal | None = None
    portfolio_share: Decimal | None = None
    currency: str
    security_currency: str | None = None
    security_unit_value: Decimal | None = None
    security_valuation: Decimal | None = None
    valued_on: date | None = None
    deleted_on: date | None = None
    last_updated_at: datetime
    created_at: datetime
    metadata: LineMetadata


def line(row: HoldingRow) -> Line:
    """Return the line."""
    return Line(
        id=row.id,
        account_id=row.account_id,
        tenant_id=row.tenant_id,
        external_id=row.external_id,
        label_=row.label,
        kind=row.kind,
        code=row.code or None,
        code_type=row.code_type or None,
        symbol=row.symbol or None,
        quantity=row.quantity,
        unit_cost=row.unit_cost,
        unit_value=row.unit_value,
        valuation=row.valuation,
        gain=row.gain,
        gain_ratio=row.gain_ratio,
        portfolio_share=row.portfolio_share,
        currency=currency_code(row.currency),
        security_currency=currency_code(row.security_currency) if row.security_currency else None,
        security_unit_value=row.security_unit_value,
        security_valuation=row.security_valuation,
        valued_on=row.valued_on,
        deleted_on=row.deleted_on,
        last_updated_at=row.as_of,
        created_at=row.created_at,
        metadata=LineMetadata(
            provenance=LineProvenance(
                source="powens", sync_run_id=row.run_id, learned_at=row.learned_at
            ),
            calculated=row.calculated or None,
            ticker=ticker_of(row.currency),
        ),
    )
