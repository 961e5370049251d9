"""What queries read of large tables: what they answer, by an index, and no more."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection as database
from django.db.models import F

from contracts import Kind, registry
from contracts.docs.examples import SAMPLE_ID as ID
from contracts.docs.examples import examples_of, required_input, sample_of
from contracts.schema.json_schema import schema_of
from openbanking.models import Account, AuditEntry, Transaction, User
from openbanking.operations.transactions.rows import TRANSACTIONS
from tests import factories
from tests.conftest import Api
from tests.crowd import CROWD, crowded
from tests.plans import FEW, captured, whole_reads

QUERIES = [each for each in registry if each.kind is Kind.QUERY]
LISTS = [each for each in QUERIES if "cursor" in schema_of(each.io.input)["properties"]]
LARGE = {model._meta.db_table for model in CROWD}

pytestmark = [
    pytest.mark.skipif(database.vendor != "postgresql", reason="explained by PostgreSQL only"),
    pytest.mark.usefixtures("crowd", "batch"),
]


@pytest.fixture(scope="module")
def crowd(django_db_setup, django_db_blocker):
    """Have the rows of thousands of other families in the tables."""
    with django_db_blocker.unblock(), crowded():
        yield


@pytest.fixture
def ask(sample, alice):
    """Ask a query over REST, with headers; Alice's families have all that the examples name.

    The account is of securities: of others some queries are refused.
    """
    Account.objects.filter(pk=sample.pk).update(type="market")
    factories.make_tenant("second", alice)
    _make_two_of_each(sample)
    api = Api(factories.make_token(alice))

    def ask(operation, given, **headers):
        wire = {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, value in given.items()
        }
        api.headers |= headers
        return api.get(operation.meta.key, operation.meta.version, **wire)

    return ask


def _make_two_of_each(account):
    """Let every list have a second page."""
    line = account.holdings.first()
    rule = account.tenant.alert_rules.get()
    for number in range(2):
        factories.make_reading(account, "1", as_of=factories.NOW - timedelta(days=number))
        factories.make_holding(account)
        factories.make_holding_value(line, "1", valued_on=factories.NOW.date() - timedelta(days=number))
        factories.make_pocket(line)
        factories.make_order(account)
        factories.make_owner(account, f"Alice {number}")
        factories.make_alert_rule(account.tenant, rule.owner, recipients=(rule.owner,))
        factories.make_alert(rule, raised_at=factories.NOW - timedelta(days=number))
        factories.make_audit_record(account.tenant)
        AuditEntry.objects.create(
            user=User.objects.get(username="alice"),
            tenant=str(account.tenant_id),
            channel="rest",
            operation=f"openbanking.number.{number}",
            day=factories.NOW.date(),
            last_at=factories.NOW,
        )


def least(operation):
    """Return the input without which a query cannot be asked."""
    return required_input(operation) | ({"tenantId": ID} if operation.is_tenanted else {})


def inputs_of(operation):
    """Return inputs of a query: its examples, then each of its filters, and all at once."""
    schema = schema_of(operation.io.input)
    filters = {
        name: sample_of(schema["properties"][name], schema.get("$defs", {}))
        for name in schema["properties"].keys() - {*least(operation), "cursor"}
    }
    return [
        *(example.input for example in examples_of(operation)),
        *(least(operation) | {name: value} for name, value in filters.items()),
        least(operation) | filters,
    ]


@pytest.mark.parametrize("operation", QUERIES, ids=str)
def test_query_reads_no_large_table_as_a_whole(ask, operation):
    with captured() as sent:
        answers = [ask(operation, given) for given in inputs_of(operation)]
    assert {each.status_code for each in answers} == {200}
    assert whole_reads(sent, LARGE) == []


@pytest.mark.parametrize("operation", QUERIES, ids=str)
def test_query_by_who_has_the_answer_reads_no_large_table_as_a_whole(ask, operation):
    etag = ask(operation, least(operation))["ETag"]
    with captured() as sent:
        again = ask(operation, least(operation), **{"If-None-Match": etag})
    assert again.status_code == 304
    assert whole_reads(sent, LARGE) == []


@pytest.mark.parametrize("operation", LISTS, ids=str)
def test_next_page_reads_no_large_table_as_a_whole(ask, operation):
    page = least(operation) | {"pageSize": 1}
    cursor = ask(operation, page).json()["nextCursor"]
    with captured() as sent:
        assert ask(operation, page | {"cursor": cursor}).status_code == 200
    assert whole_reads(sent, LARGE) == []


def test_page_deep_in_a_long_list_costs_no_reading_of_those_before(account):
    before, behind = 3 * FEW, 50
    Transaction.objects.bulk_create(
        Transaction(account=account, external_id=n, amount=n, date=factories.NOW - timedelta(hours=n))
        for n in range(before + behind)
    )
    with database.cursor() as cursor:
        cursor.execute("analyze openbanking_transaction")
    page = partial(TRANSACTIONS.page, {"account": account.pk})
    deep = page(cursor=None, size=before).next_cursor
    with captured() as sent:
        page(cursor=deep, size=10)
    assert whole_reads(sent, LARGE) == []


def test_newest_page_of_a_long_list_is_read_alone_though_most_lists_are_short(account):
    """A prepared statement keeps one plan for all accounts, made for an average one."""
    others = [factories.make_account(account.connection, name=f"Short {n}") for n in range(300)]
    Transaction.objects.bulk_create(
        Transaction(account=owner, external_id=n, amount=n, date=factories.NOW - timedelta(hours=n))
        for n, owner in enumerate([*others, *[account] * 3 * FEW])
    )
    with database.cursor() as cursor:
        cursor.execute("analyze openbanking_transaction")
    with captured() as sent:
        TRANSACTIONS.page({"account": account.pk}, cursor=None, size=100)
    assert whole_reads(sent, LARGE) == []


@pytest.mark.parametrize(
    ("wanting", "found"),
    [
        (Account.objects.filter(name="none"), "scan of openbanking_account"),
        (Transaction.objects.filter(date__gt=factories.NOW - timedelta(days=1)), "rows of"),
    ],
    ids=["no index", "much of the table"],
)
def test_query_that_reads_much_is_found(db, wanting, found):
    with captured() as sent:
        list(wanting)
    assert any(found in each for each in whole_reads(sent, LARGE))


def test_index_that_is_read_for_its_order_alone_is_found(db):
    with database.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")  # which of the two is a matter of statistics
    with captured() as sent:
        list(Transaction.objects.filter(amount__gt=F("gross_amount"))[:9])
    assert any("scan of all of transaction_newest" in each for each in whole_reads(sent, LARGE))
