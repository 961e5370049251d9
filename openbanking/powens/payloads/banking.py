"""Connections, accounts and transactions (Powens, API reference), as far as a mirror needs them."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from openbanking.powens.payloads.base import Currency, Flag, Id, Payload


class Connector(Payload):
    id: Id | None = None
    uuid: str | None = None
    name: str | None = None


class ConnectionSource(Payload):
    id: Id | None = None
    name: str | None = None
    state: str | None = None
    disabled: str | None = None
    access_expire: str | None = None


class Connection(Payload):
    id: Id
    id_connector: Id | None = None
    connector_uuid: str | None = None
    state: str | None = None
    error: str | None = None
    last_update: str | None = None
    next_try: str | None = None
    active: Flag = True
    connector: Connector | None = None
    sources: list[ConnectionSource] | None = None
    # Raw, so that one that is malformed does not hide the connection.
    all_accounts: list[msgspec.Raw] | None = None


class AccountType(Payload):
    id: Id | None = None
    name: str | None = None
    is_invest: Flag = None
    display_name: str | None = None


class Loan(Payload):
    type: str | None = None
    total_amount: Decimal | None = None
    available_amount: Decimal | None = None
    used_amount: Decimal | None = None
    subscription_date: str | None = None
    maturity_date: str | None = None
    start_repayment_date: str | None = None
    deferred: Flag = None
    next_payment_amount: Decimal | None = None
    next_payment_date: str | None = None
    rate: Decimal | None = None
    nb_payments_left: int | None = None
    nb_payments_done: int | None = None
    nb_payments_total: int | None = None
    last_payment_amount: Decimal | None = None
    last_payment_date: str | None = None
    account_label: str | None = None
    insurance_label: str | None = None
    insurance_amount: Decimal | None = None
    insurance_rate: Decimal | None = None
    duration: int | None = None


class Account(Payload):
    id: Id
    id_connection: Id | None = None
    id_parent: Id | None = None
    number: str | int | None = None
    original_name: str | None = None
    name: str | None = None
    balance: Decimal | None = None
    coming: Decimal | None = None
    coming_balance: Decimal | None = None
    display: Flag = None
    last_update: str | None = None
    deleted: str | None = None
    disabled: str | None = None
    iban: str | None = None
    bic: str | None = None
    currency: Currency | str | None = None
    # The reference says object, live answers say word.
    type: AccountType | str | None = None
    bookmarked: Flag = None
    error: str | None = None
    usage: str | None = None
    ownership: str | None = None
    company_name: str | None = None
    opening_date: str | None = None
    valuation: Decimal | None = None
    diff: Decimal | None = None
    loan: Loan | None = None


class Category(Payload):
    code: str | None = None
    parent_code: str | None = None


class Counterparty(Payload):
    label: str | None = None
    account_scheme_name: str | None = None
    account_identification: str | None = None
    type: str | None = None


class Transaction(Payload):
    id: Id
    id_account: Id
    application_date: str | None = None
    date: str | None = None
    datetime: str | None = None
    vdate: str | None = None
    vdatetime: str | None = None
    rdate: str | None = None
    rdatetime: str | None = None
    value: Decimal | None = None
    gross_value: Decimal | None = None
    original_value: Decimal | None = None
    original_gross_value: Decimal | None = None
    original_currency: Currency | str | None = None
    commission: Decimal | None = None
    commission_currency: Currency | str | None = None
    type: str | None = None
    original_wording: str | None = None
    simplified_wording: str | None = None
    wording: str | None = None
    categories: list[Category] | None = None
    date_scraped: str | None = None
    coming: Flag = None
    active: Flag = None
    id_cluster: Id | None = None
    comment: str | None = None
    last_update: str | None = None
    deleted: str | None = None
    card: str | None = None
    counterparty: Counterparty | None = None
