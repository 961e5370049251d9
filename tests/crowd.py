"""Other people's rows, so many that reading a whole table shows; PostgreSQL makes them by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import ProgrammingError, models
from django.db import connection as database
from psycopg import sql

from openbanking.models import (
    Account,
    AccountOwner,
    Alert,
    AlertDelivery,
    AlertEndpoint,
    AlertRule,
    ApiToken,
    AuditChain,
    AuditEntry,
    AuditRecord,
    Balance,
    BalanceReading,
    BalanceType,
    Connection,
    DeliveryAttempt,
    Discrepancy,
    Holding,
    HoldingReading,
    HoldingValue,
    Institution,
    Loan,
    LoanPayment,
    ManualAccount,
    MarketOrder,
    Membership,
    Pocket,
    PowensUser,
    StatementEntry,
    StatementImport,
    Tenant,
    Transaction,
    User,
    Valuation,
)
from tests import factories

FAMILIES = 4_000
ACCOUNTS = 5 * FAMILIES
# How many rows there are of each, those first that others refer to.
CROWD: dict[type[models.Model], int] = {
    **dict.fromkeys((User, Tenant, Membership, ApiToken, ApiToken.tenants.through), FAMILIES),
    **dict.fromkeys((Institution, PowensUser, Connection), FAMILIES),
    **dict.fromkeys((Account, BalanceReading, Discrepancy, Loan), ACCOUNTS),
    Transaction: 2 * ACCOUNTS,
    Balance: 3 * ACCOUNTS,
    **dict.fromkeys((Holding, Pocket, MarketOrder, LoanPayment, AccountOwner), ACCOUNTS),
    **dict.fromkeys((HoldingReading, HoldingValue), 2 * ACCOUNTS),
    **dict.fromkeys((ManualAccount, StatementImport), FAMILIES),
    **dict.fromkeys((Valuation, StatementEntry), ACCOUNTS),
    **dict.fromkeys((AlertEndpoint, AlertRule, AlertRule.recipients.through), FAMILIES),
    **dict.fromkeys((Alert, AlertDelivery, DeliveryAttempt, AuditEntry, AuditRecord), ACCOUNTS),
}
# Of some, few have all the rows, a hundred or so each: only busy accounts have transactions.
BUSY: dict[tuple[type[models.Model], type[models.Model]], int] = {
    (Transaction, Account): 400,
    (HoldingReading, Holding): 400,
    (HoldingValue, Holding): 400,
    (MarketOrder, Account): 400,
    (LoanPayment, Account): 200,
    (StatementEntry, ManualAccount): 200,
}
# What differs between rows besides what they refer to, `n` being the number of a row.
DIFFERENT = {
    **dict.fromkeys(
        (
            *("username", "slug", "digest", "code", "external_id"),
            *("key", "fingerprint", "subject"),
        ),
        sql.SQL("'crowd-' || n"),
    ),
    **dict.fromkeys(
        ("date", "learned_at", "raised_at", "last_at", "recorded_at"),
        sql.SQL("{} - n * interval '1 minute'").format(factories.NOW),
    ),
    **dict.fromkeys(
        ("valued_on", "booked_on", "due_on"),
        sql.SQL("({} - n / 100 * interval '1 day')::date").format(factories.NOW),
    ),
}
# What entries and records of the audit name without referring to it.
NAMED: dict[str, type[models.Model]] = {"tenant": Tenant, "account": Account}
# One alert in ten is not over.
OVER = sql.SQL("case when n % 10 > 0 then {} end").format(factories.NOW)
TYPE = sql.SQL("(array[{}])[1 + n / {}]").format(
    sql.SQL(", ").join(map(sql.Literal, BalanceType.values)), ACCOUNTS
)

# What people pay differs, as a rule.
AMOUNT = sql.SQL("(n % 5000) / -100.0")


@contextmanager
def crowded() -> Iterator[None]:
    """Fill the tables with families that nobody here belongs to, and have PostgreSQL count the rows."""
    tables = sql.SQL(", ").join(map(_table, CROWD))
    try:
        _multiply(_prototypes())
        with database.cursor() as cursor:
            cursor.execute(sql.SQL("vacuum (analyze) {}").format(tables))
        yield
    finally:
        with database.cursor() as cursor:
            cursor.execute(sql.SQL("truncate {} cascade").format(tables))
        # Others begin a chain of their own.
        AuditChain.objects.all().delete()


def _prototypes() -> dict[type[models.Model], models.Model]:
    """Return a row of each, all of one family."""
    member = factories.make_user("prototype")
    tenant = factories.make_tenant("prototype", member)
    factories.make_token(member, tenant)
    powens_user = factories.make_powens_user(tenant, member, unlinked_at=factories.NOW)
    account = factories.make_account(factories.make_connection(powens_user))
    factories.make_balance(account, "1310.42")
    factories.make_reading(account, "1310.42")
    factories.make_transaction(account, "-42.17")
    Loan.objects.create(account=account)
    Discrepancy.objects.create(
        kind=Discrepancy.Kind.LEDGER,
        powens_user=powens_user,
        account=account,
        currency="EUR",
        amount=1,
        began_on=factories.NOW.date(),
        ended_at=factories.NOW,
    )
    _hold(account)
    _keep_by_hand(tenant)
    _raise_alerts(tenant, member)
    AuditEntry.objects.create(
        user=member,
        tenant=str(tenant.pk),
        account=str(account.pk),
        channel="rest",
        operation="openbanking.balances.get",
        day=factories.NOW.date(),
        last_at=factories.NOW,
    )
    factories.make_audit_record(tenant, member, account=str(account.pk))
    return {model: model._default_manager.get() for model in CROWD}


def _hold(account: Account) -> None:
    line = factories.make_holding(account)
    factories.make_holding_reading(line)
    factories.make_holding_value(line, "110")
    factories.make_pocket(line)
    factories.make_order(account)
    factories.make_payment(account)
    factories.make_owner(account, "Prototype")


def _keep_by_hand(tenant: Tenant) -> None:
    kept = factories.make_manual_account(tenant)
    factories.make_valuation(kept, "250000")
    factories.make_entry(factories.make_statement_import(kept), "-42.17")


def _raise_alerts(tenant: Tenant, member: User) -> None:
    address = factories.make_alert_endpoint(tenant, member, "https://hooks.example.org/")
    rule = factories.make_alert_rule(tenant, member, recipients=(member,), endpoint=address)
    alert = factories.make_alert(rule, resolved_at=factories.NOW)
    told = factories.make_alert_delivery(alert, recipient=member, state="delivered")
    DeliveryAttempt.objects.create(delivery=told, at=factories.NOW, succeeded=True)


def _multiply(prototypes: dict[type[models.Model], models.Model]) -> None:
    with database.cursor() as cursor:
        # What is referred to is there, and need not be looked for row by row.
        with suppress(ProgrammingError):  # a superuser's right
            cursor.execute("set session_replication_role = replica")
        for model, row in prototypes.items():
            fields = model._meta.concrete_fields
            statement = sql.SQL(
                "insert into {table} ({columns}) select {values} "
                "from {table}, generate_series(0, {rows} - 1) as n where {key} = {prototype}"
            ).format(
                table=_table(model),
                columns=sql.SQL(", ").join(sql.Identifier(str(each.column)) for each in fields),
                values=sql.SQL(", ").join(_value(each, row) for each in fields),
                rows=CROWD[model],
                key=sql.Identifier(str(model._meta.pk.column)),
                prototype=row.pk,
            )
            cursor.execute(statement)
        with suppress(ProgrammingError):
            cursor.execute("set session_replication_role = origin")


def _value(field: models.Field[Any, Any], prototype: models.Model) -> sql.Composable:
    """Return what a column holds in row `n`, as an expression."""
    referred = field.related_model
    if field.attname in DIFFERENT:
        return DIFFERENT[field.attname]
    if isinstance(prototype, Balance) and field.attname == "type":
        return TYPE
    if isinstance(prototype, Transaction) and field.attname == "amount":
        return AMOUNT
    if isinstance(prototype, AuditEntry | AuditRecord) and field.attname in NAMED:
        return sql.SQL("{}::text").format(_id(NAMED[field.attname]))
    if isinstance(prototype, Alert) and field.attname == "resolved_at":
        return OVER
    if field.primary_key and referred is None:
        return _id(type(prototype))
    if referred in CROWD and getattr(prototype, field.attname) is not None:
        return _id(referred, of=BUSY.get((type(prototype), referred), 0))
    return sql.Identifier(str(field.column))


def _id(model: type[models.Model], *, of: int = 0) -> sql.Composable:
    """Return the id of row `n` of so many, or of all; counted from the first again after the last."""
    if isinstance(model._meta.pk, models.AutoField):
        return sql.SQL("-1 - n")
    return sql.SQL("md5({} || n % {})::uuid").format(model._meta.db_table, of or CROWD[model])


def _table(model: type[models.Model]) -> sql.Identifier:
    return sql.Identifier(model._meta.db_table)
