"""Connections, accounts and loans."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from openbanking.fields import fits
from openbanking.models import Account, Connection
from openbanking.models.ibans import bare, matching_iban
from openbanking.powens import PowensClock, payloads
from openbanking.sync.mapping.values import currency_code, money


def connection_values(payload: payloads.Connection) -> dict[str, Any]:
    """Return the columns of a connection; Powens' own message is left out, it can hold tokens."""
    clock = PowensClock(settings.POWENS_TIMEZONE)
    consents = [
        clock.local(source.access_expire)
        for source in payload.sources or ()
        if source.access_expire and not source.disabled
    ]
    state = payload.state or ""
    return {
        # Some senders write the word instead of the null.
        "state": "" if state == "null" else state[:60],
        "active": payload.active is None or bool(payload.active),
        "last_success_at": clock.local(payload.last_update),
        "next_try_at": clock.local(payload.next_try),
        "consent_ends_at": min(filter(None, consents), default=None),
    }


def account_values(
    payload: payloads.Account,
    connection: Connection,
    *,
    known: Account | None,
    fallback_currency: str,
    now: datetime,
) -> dict[str, Any]:
    """Return the columns of an account.

    A disabled account comes with hardly more than a name, so what was known of it before is kept.
    """
    clock = PowensClock(settings.POWENS_TIMEZONE)
    disabled_at, deleted_at = clock.local(payload.disabled), clock.local(payload.deleted)
    read_on = known is not None and known.external_id == str(payload.id) and not disabled_at
    status = {
        "tenant_id": connection.tenant_id,
        "connection": connection,
        "external_id": str(payload.id),
        "name": _name_of(payload),
        "disabled_at": disabled_at,
        "deleted_at": deleted_at,
        "vanished_at": None,
        # What an account had before it was enabled, or listed under this id, is only found by
        # reading its whole history.
        "history_read_at": known.history_read_at if known and read_on else None,
    }
    if disabled_at and known:
        return status
    return status | _account_details(payload, known, clock, fallback_currency=fallback_currency, now=now)


def _account_details(
    payload: payloads.Account,
    known: Account | None,
    clock: PowensClock,
    *,
    fallback_currency: str,
    now: datetime,
) -> dict[str, Any]:
    """Return the columns that only an enabled account comes with."""
    code = currency_code(payload.currency)
    iban = iban_of(payload)
    missing = payload.balance is None or not fits(payload.balance)
    return {
        "original_name": (payload.original_name or "")[:255],
        "type": type_of(payload),
        "iban": iban[:34],
        "bic": (payload.bic or "")[:11],
        "number": str(payload.number or "")[:100],
        "currency": _settled_currency(code, known) or fallback_currency,
        "currency_assumed": not code,
        "usage": (payload.usage or "")[:10],
        "ownership": (payload.ownership or "")[:20],
        "company_name": (payload.company_name or "")[:255],
        "opened_on": clock.day(payload.opening_date),
        "bookmarked": bool(payload.bookmarked),
        "display": payload.display is not False,
        "coming": money(payload.coming),
        "valuation": money(payload.valuation),
        "gain": money(payload.diff),
        "error": (payload.error or "")[:60],
        "bank_updated_at": clock.local(payload.last_update),
        "balance_missing_since": _missing_since(missing, known, now),
    }


def loan_values(payload: payloads.Loan) -> dict[str, Any]:
    """Return the columns of a loan."""
    clock = PowensClock(settings.POWENS_TIMEZONE)
    return {
        "type": (payload.type or "")[:40],
        "total_amount": money(payload.total_amount),
        "available_amount": money(payload.available_amount),
        "used_amount": money(payload.used_amount),
        "rate": money(payload.rate),
        "duration": payload.duration,
        "subscribed_on": clock.day(payload.subscription_date),
        "matures_on": clock.day(payload.maturity_date),
        "repayment_starts_on": clock.day(payload.start_repayment_date),
        "deferred": None if payload.deferred is None else bool(payload.deferred),
        "next_payment_amount": money(payload.next_payment_amount),
        "next_payment_on": clock.day(payload.next_payment_date),
        "last_payment_amount": money(payload.last_payment_amount),
        "last_payment_on": clock.day(payload.last_payment_date),
        "payments_left": payload.nb_payments_left,
        "payments_done": payload.nb_payments_done,
        "payments_total": payload.nb_payments_total,
        "account_label": (payload.account_label or "")[:255],
        "insurance_label": (payload.insurance_label or "")[:255],
        "insurance_amount": money(payload.insurance_amount),
        "insurance_rate": money(payload.insurance_rate),
    }


def _name_of(payload: payloads.Account) -> str:
    name = (payload.name or "").strip() or (payload.original_name or "").strip()
    return (name or f"Account {payload.id}")[:255]


def iban_of(payload: payloads.Account) -> str:
    """Return the IBAN as it is kept: no blanks, in capitals; empty where there is none."""
    return bare(payload.iban or "")


def matching_iban_of(payload: payloads.Account) -> str:
    """Return what accounts are compared by; empty where the IBAN is missing or invalid."""
    return matching_iban(iban_of(payload))


def type_of(payload: payloads.Account) -> str:
    """Return Powens' word for the kind of account: the reference says object, live answers say word."""
    kind = payload.type
    return ((kind if isinstance(kind, str) else kind and kind.name) or "unknown")[:40]


def _settled_currency(code: str, known: Account | None) -> str:
    """Return the account's currency; a known one stays until a balance in another is believed."""
    if known is None:
        return code
    return code if code and known.currency_assumed else known.currency


def _missing_since(missing: bool, known: Account | None, now: datetime) -> datetime | None:
    if not missing:
        return None
    return (known.balance_missing_since if known else None) or now
