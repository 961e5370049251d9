"""The world as Powens' JSON, undocumented extras included: a client has to tolerate them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from openbanking.sandbox.world.amounts import difference, total
from openbanking.sandbox.world.catalogue import CURRENCIES, TYPE_IDS
from openbanking.sandbox.world.clock import paris, utc
from openbanking.sandbox.world.model import Account, Connection, Loan, Transaction, User

Json = dict[str, Any]


def money(amount: Decimal | None) -> msgspec.Raw | None:
    """Return an amount as a JSON number with exactly its digits."""
    return None if amount is None else msgspec.Raw(f"{amount:f}".encode())


def user_json(user: User) -> Json:
    return {"id": user.id, "signin": paris(user.signin), "platform": "sharedAccess"}


def account_json(user: User, connection: Connection, account: Account) -> Json:
    """Return an account; a disabled one shows hardly more than its name."""
    shown = account.disabled is None
    balance = account.balance if shown else None
    coming = account.coming if shown else None
    expected = None if balance is None or coming is None else total(balance, coming)
    return {
        "id": account.id,
        "id_connection": connection.id,
        "id_user": user.id,
        "id_source": connection.id * 10 + 1,
        "id_parent": account.id_parent,
        "number": account.number if shown else None,
        "webid": f"w-{account.id}",
        "original_name": account.name.upper(),
        "name": account.display_name or account.name,
        "balance": money(balance),
        "coming": money(coming),
        "coming_balance": money(expected),
        "formatted_balance": _formatted(balance, account.currency),
        "display": account.display,
        "last_update": paris(account.last_update) if shown else None,
        "deleted": paris(account.deleted),
        "disabled": paris(account.disabled),
        "iban": account.iban if shown else None,
        "bic": account.bic if shown else None,
        "currency": currency_json(account.currency) if shown else None,
        "type": account.type,
        "id_type": TYPE_IDS.get(account.type, 0),
        "bookmarked": int(account.bookmarked),
        "error": account.error,
        "usage": account.usage,
        "ownership": account.ownership,
        "company_name": account.company_name,
        "opening_date": day(account.opening_date),
        "information": {},
        "valuation": money(account.valuation),
        "diff": money(account.diff),
        "diff_percent": None,
        "calculated": ["diff"] if account.diff is not None else None,
        "loan": loan_json(account.loan) if account.loan and shown else None,
    }


def currency_json(code: str | None) -> Json | None:
    """Return the embedded currency object; an unknown code comes with little beside itself."""
    if code is None:
        return None
    known = CURRENCIES.get(code)
    if known is None:
        return {"id": code, "symbol": code, "prefix": False}
    return {
        "id": known.id,
        "name": known.name,
        "symbol": known.symbol,
        "prefix": known.prefix,
        "crypto": known.crypto,
        "precision": known.precision,
        "marketcap": None,
        "datetime": None,
    }


def loan_json(loan: Loan) -> Json:
    return {
        "type": loan.type,
        "total_amount": money(loan.total_amount),
        "available_amount": None,
        "used_amount": None,
        "subscription_date": day(loan.subscription_date),
        "maturity_date": day(loan.maturity_date),
        "start_repayment_date": None,
        "deferred": False,
        "next_payment_amount": money(loan.next_payment_amount),
        "next_payment_date": day(loan.next_payment_date),
        "rate": money(loan.rate),
        "nb_payments_left": loan.nb_payments_left,
        "nb_payments_done": loan.nb_payments_done,
        "nb_payments_total": loan.nb_payments_left + loan.nb_payments_done,
        "last_payment_amount": None,
        "last_payment_date": None,
        "account_label": None,
        "insurance_label": None,
        "insurance_amount": None,
        "insurance_rate": money(loan.insurance_rate),
        "duration": loan.duration,
    }


def transaction_json(account: Account, row: Transaction) -> Json:
    categories = [{"code": row.category[0], "parent_code": row.category[1]}] if row.category else []
    return {
        "id": row.id,
        "id_account": account.id,
        "webid": None,
        "application_date": day(row.ordered),
        "date": day(row.posted),
        "datetime": utc(row.instant),
        "vdate": day(row.posted),
        "vdatetime": None,
        "rdate": day(row.ordered),
        "rdatetime": utc(row.instant),
        "bdate": None,
        "bdatetime": None,
        "value": money(row.value),
        "gross_value": money(_gross(row)),
        "original_value": money(row.original_value),
        "original_gross_value": None,
        "original_currency": currency_json(row.original_currency),
        "commission": money(row.commission),
        "commission_currency": currency_json(account.currency) if row.commission else None,
        "type": row.type,
        "state": "parsed",
        "original_wording": row.wording,
        "simplified_wording": row.wording.title(),
        "wording": row.wording.title(),
        "stemmed_wording": row.wording,
        "categories": categories,
        "id_category": 9998,
        "date_scraped": paris(row.first_seen),
        "coming": row.coming,
        "active": True,
        "id_cluster": None,
        "comment": None,
        "last_update": paris(row.last_update),
        "deleted": paris(row.deleted),
        "country": None,
        "card": row.card,
        "counterparty": row.counterparty,
        "formatted_value": _formatted(row.value, account.currency),
        "documents_count": 0,
    }


def _gross(row: Transaction) -> Decimal | None:
    """Return the amount before commission, where there is one."""
    if row.value is None or row.commission is None:
        return None
    return difference(row.value, row.commission)


def _formatted(amount: Decimal | None, currency: str | None) -> str | None:
    if amount is None:
        return None
    return f"{amount:,f}".replace(",", " ").replace(".", ",") + f" {currency or ''}".rstrip()


def day(of: date | None) -> str | None:
    """Return a day as Powens writes it."""
    return of.isoformat() if of else None
