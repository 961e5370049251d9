"""Transactions, as the columns that are mirrored from Powens."""

from __future__ import annotations

from datetime import date as day
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from openbanking.models import Transaction
from openbanking.powens import PowensClock, PowensProtocolError, payloads
from openbanking.sync.mapping.values import currency_code, moment_of, money

PENDING, BOOKED = Transaction.Status.PENDING.value, Transaction.Status.BOOKED.value


class TransactionColumns(NamedTuple):
    """What Powens says of a transaction; every column of ours but whose it is and how we correct it."""

    external_id: str
    amount: Decimal | None
    date: datetime
    booked_on: datetime | None
    value_on: datetime | None
    budgeted_on: day | None
    status: str
    type: str
    original_wording: str
    simplified_wording: str
    wording: str
    comment: str
    category: str
    parent_category: str
    counterparty_name: str
    counterparty_account: str
    counterparty_scheme: str
    counterparty_role: str
    card: str
    gross_amount: Decimal | None
    original_amount: Decimal | None
    original_gross_amount: Decimal | None
    original_currency: str
    commission: Decimal | None
    commission_currency: str
    series: str
    budgeted: bool
    first_seen_at: datetime | None
    bank_updated_at: datetime | None
    deleted_at: datetime | None


def transaction_columns(payload: payloads.Transaction, clock: PowensClock) -> TransactionColumns:
    """Return the columns of a transaction.

    Raises PowensProtocolError when it has no date at all, or one that is none.
    """
    booked_on = moment_of(clock, payload.datetime, payload.date)
    value_on = moment_of(clock, payload.vdatetime, payload.vdate)
    ordered_on = moment_of(clock, payload.rdatetime, payload.rdate) or booked_on or value_on
    shown_on = ordered_on or moment_of(clock, None, payload.application_date)
    if shown_on is None:
        raise PowensProtocolError("it has no date.")
    category = payload.categories[0] if payload.categories else None
    other = payload.counterparty
    return TransactionColumns(
        external_id=str(payload.id),
        amount=money(payload.value),
        date=shown_on,
        booked_on=booked_on,
        value_on=value_on,
        budgeted_on=clock.day(payload.application_date),
        status=PENDING if payload.coming else BOOKED,
        type=(payload.type or "unknown")[:40],
        original_wording=payload.original_wording or "",
        simplified_wording=payload.simplified_wording or "",
        wording=payload.wording or "",
        comment=payload.comment or "",
        category=((category and category.code) or "")[:100],
        parent_category=((category and category.parent_code) or "")[:100],
        counterparty_name=((other and other.label) or "")[:255],
        counterparty_account=((other and other.account_identification) or "")[:100],
        counterparty_scheme=((other and other.account_scheme_name) or "")[:40],
        counterparty_role=((other and other.type) or "")[:20],
        card=(payload.card or "")[:40],
        gross_amount=money(payload.gross_value),
        original_amount=money(payload.original_value),
        original_gross_amount=money(payload.original_gross_value),
        original_currency=currency_code(payload.original_currency),
        commission=money(payload.commission),
        commission_currency=currency_code(payload.commission_currency),
        series=str(payload.id_cluster or ""),
        budgeted=payload.active is not False,
        first_seen_at=clock.local(payload.date_scraped),
        bank_updated_at=clock.local(payload.last_update),
        deleted_at=clock.local(payload.deleted),
    )
