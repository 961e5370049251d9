"""Prepared queries give what their querysets give, without being built again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import pytest
from django.db import models
from django.db.models import Count

from openbanking.models import Account, Balance
from openbanking.models.prepared import Members, Parameter, Prepared
from tests import factories

ID = models.UUIDField()
OF_CONNECTION = Account.objects.filter(connection_id=Parameter("connection", ID)).order_by("pk")
PREPARED = Prepared(OF_CONNECTION.select_related("connection__institution", "loan", "parent"))


class Found(NamedTuple):
    """An account with columns of every kind, its own and another's."""

    id: UUID
    name: str
    coming: Decimal | None
    bookmarked: bool
    opened_on: date | None
    bank_updated_at: datetime | None
    connection__institution__name: str
    loan__duration: int | None


FOUND = Prepared(OF_CONNECTION, Found)
AMONG = Prepared(Account.objects.filter(pk__in=Members("accounts", ID)).order_by("pk"), Found)
AMOUNTS = Prepared(
    Balance.objects.filter(account_id=Parameter("account", ID)).values_list("type", "amount", "as_of")
)


@pytest.fixture
def accounts(connection):
    kept = factories.make_account(connection)
    return [kept, factories.make_account(connection, parent=kept, coming=Decimal("0.10"))]


def test_instances_are_those_of_the_queryset(connection, accounts):
    found = PREPARED.all(connection=connection.pk)
    assert found == accounts
    for one, other in zip(found, accounts, strict=True):
        other.refresh_from_db()
        for field in Account._meta.concrete_fields:
            assert getattr(one, field.attname) == getattr(other, field.attname)


def test_related_instances_come_with_them(connection, accounts, django_assert_num_queries):
    with django_assert_num_queries(1):
        first, second = PREPARED.all(connection=connection.pk)
        assert first.connection.institution == connection.institution
        assert (first.parent, second.parent) == (None, accounts[0])


def test_each_call_has_its_own_values(connection, accounts, bobs, bob):
    other = factories.make_connection(factories.make_powens_user(bobs, bob))
    (theirs,) = [factories.make_account(other)]
    assert PREPARED.all(connection=other.pk) == [theirs]
    assert PREPARED.first(connection=connection.pk) == accounts[0]


def test_nothing_found_is_an_empty_list(connection):
    assert PREPARED.all(connection=connection.pk) == []
    assert PREPARED.first(connection=connection.pk) is None


def test_tuples_have_the_digits_and_instants_of_their_columns(account):
    factories.make_balance(account, "12345678901234567890.123456789012345678")
    assert AMOUNTS.all(account=account.pk) == [
        ("current", Decimal("12345678901234567890.123456789012345678"), factories.NOW)
    ]


def test_aggregates_are_annotations(connection, accounts):
    counted = Prepared(OF_CONNECTION.order_by().values_list("connection_id").annotate(Count("pk")))
    assert counted.all(connection=connection.pk) == [(connection.pk, 2)]


def test_value_that_is_missing_is_named(connection):
    with pytest.raises(KeyError, match="connection"):
        PREPARED.all()


def test_named_tuples_have_what_instances_have(connection, accounts):
    for row, account in zip(FOUND.all(connection=connection.pk), accounts, strict=True):
        assert isinstance(row, Found)
        account.refresh_from_db()
        own = {name: getattr(account, name) for name in Found._fields if "__" not in name}
        assert row._asdict() == own | {
            "connection__institution__name": connection.institution.name,
            "loan__duration": None,
        }


def test_amounts_come_without_the_zeros_of_their_column(connection):
    factories.make_account(connection, coming=Decimal("1000.50"))
    factories.make_account(connection, coming=Decimal("0.00000001"))
    found = [str(row.coming) for row in FOUND.all(connection=connection.pk)]
    assert found == ["1000.5", "1E-8"]


def test_instants_are_aware(connection, accounts):
    (row, _) = FOUND.all(connection=connection.pk)
    assert row.bank_updated_at is not None
    assert row.bank_updated_at.utcoffset() == timedelta(0)


def test_members_are_as_many_as_are_given(accounts):
    kept, other = accounts
    for wanted in ([], [kept], [other, kept]):
        found = AMONG.all(accounts=[each.pk for each in wanted])
        assert [row.id for row in found] == sorted(each.pk for each in wanted)


def test_limit_is_of_the_call(connection, accounts):
    assert [row.id for row in FOUND.all(connection=connection.pk, limit=1)] == [accounts[0].pk]
    assert len(FOUND.all(connection=connection.pk, limit=5)) == 2
