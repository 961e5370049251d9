"""A manual account over the contract: its record, the typed answer, and what commands say it with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from contracts import Record, Values, fields, problems
from openbanking.models import Kind, ManualAccount, Tenant, Valuation
from openbanking.operations.currencies import WITHOUT_CODE, currency_code, ticker_of


class ValuationRecord(Record):
    """What it was found to be worth."""

    id = fields.Id(help_text="The valuation.")
    amount = fields.Float(help_text="Signed, exact digits: what is owed is negative.")
    valued_on = fields.Date(help_text="The day it was worth that.")
    source_ = fields.NonEmptyString(help_text="Who or what says so.")
    recorded_at = fields.DateTime(help_text="When we learned of it.")
    recorded_by = fields.String(
        required=False,
        help_text="The member who recorded it; left out where nobody who is a member did, and where "
        "valuations were not asked for.",
    )


class ManualAccountRecord(Record):
    """What a family owns or owes that no bank reports."""

    brief = ("id", "name", "kind", "currency", "value", "valuedOn")

    id = fields.Id(help_text="The manual account.")
    tenant_id = fields.Id(help_text="The tenant it belongs to.")
    owner_id = fields.Id(
        required=False, help_text="The member whose own it is; left out where it is all the family's."
    )
    name = fields.NonEmptyString(help_text="Name shown to people.")
    kind = fields.Choice(Kind.values, help_text="What it is.")
    currency = fields.Currency(
        help_text=f"The currency of its values. ISO 4217; {WITHOUT_CODE} for any other, whose ticker is "
        "then in ticker."
    )
    ticker = fields.String(
        required=False, help_text="The ticker of a currency that has no code, such as USDT."
    )
    value = fields.Float(
        required=False, help_text="What it is worth by its latest valuation, where there is one."
    )
    valued_on = fields.Date(required=False, help_text="The day of that valuation.")
    source_ = fields.String(required=False, help_text="Who or what says so.")
    closed = fields.Boolean(help_text="Whether it is worth 0 by now: sold, given away or paid back.")
    continued_by = fields.Id(
        required=False,
        help_text="The connected account whose older history it is, and through which it counts.",
    )
    valuations = ValuationRecord(
        many=True,
        required=False,
        help_text="Every valuation that stands, the latest day first, where they were asked for.",
    )
    created_at = fields.DateTime(help_text="When it was first recorded.")
    updated_at = fields.DateTime(help_text="When its name, kind or owner last changed.")


class ManualValue(Values, kw_only=True):
    """The values of a ValuationRecord."""

    id: UUID
    amount: Decimal
    valued_on: date
    source_: str
    recorded_at: datetime
    recorded_by: str | None = None


class Manual(Values, kw_only=True):
    """The values of a ManualAccountRecord."""

    id: UUID
    tenant_id: UUID
    owner_id: UUID | None = None
    name: str
    kind: str
    currency: str
    ticker: str | None = None
    value: Decimal | None = None
    valued_on: date | None = None
    source_: str | None = None
    closed: bool
    continued_by: UUID | None = None
    valuations: list[ManualValue] | None = None
    created_at: datetime
    updated_at: datetime


def manual_account_of(tenant: Tenant, account_id: UUID, *, locked: bool = False) -> ManualAccount:
    """Return the tenant's manual account; raises NotFound for any other."""
    accounts = ManualAccount.objects.filter(tenant=tenant)
    if locked:
        accounts = accounts.select_for_update(of=("self",))
    account = accounts.filter(pk=account_id).first()
    if account is None:
        raise problems.NotFound("There is no such manual account in this tenant.")
    return account


def standing_of(account: ManualAccount) -> list[Valuation]:
    """Return its valuations that stand, the latest day first."""
    return list(account.valuations.standing().filter(amount__isnull=False))


def manual(
    account: ManualAccount,
    standing: Sequence[Valuation],
    *,
    history_by: Mapping[UUID, str] | None = None,
) -> Manual:
    """Return the account with what it is worth.

    With the names of those who may have recorded a valuation, by their ids, every one is given too.
    """
    latest = standing[0] if standing else None
    return Manual(
        id=account.pk,
        tenant_id=account.tenant_id,
        owner_id=account.owner_id,
        name=account.name,
        kind=account.kind,
        currency=currency_code(account.currency),
        ticker=ticker_of(account.currency),
        value=latest.amount if latest else None,
        valued_on=latest.valued_on if latest else None,
        source_=latest.source if latest else None,
        closed=latest is not None and not latest.amount,
        continued_by=account.continued_by_id,
        valuations=None if history_by is None else [_value(each, history_by) for each in standing],
        created_at=account.created_at,
        updated_at=account.updated_at,
    )


def _value(valuation: Valuation, names: Mapping[UUID, str]) -> ManualValue:
    return ManualValue(
        id=valuation.pk,
        amount=Decimal(0) if valuation.amount is None else valuation.amount,
        valued_on=valuation.valued_on,
        source_=valuation.source,
        recorded_at=valuation.recorded_at,
        recorded_by=None if valuation.recorded_by_id is None else names.get(valuation.recorded_by_id),
    )
