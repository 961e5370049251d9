"""The wall by itself: tenancy is broken on purpose, everything is asked for, and nobody else's comes."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import F

from openbanking.models import Account, Balance, ExchangeRate, Membership, Tenant
from openbanking.models.ids import new_id
from openbanking.walls.scope import seeing, seeing_every_tenant
from openbanking.walls.securing import APPEND_ONLY
from tests import factories
from tests.openbanking.walls.conftest import WALLED
from tests.walls import as_web, as_worker

pytestmark = pytest.mark.usefixtures("wall")


def label(model):
    return model._meta.label


@contextmanager
def _alice(families):
    """Ask as a web process does that answers Alice, about her family."""
    with as_web(), seeing([families.alices.pk], person=families.alice.pk):
        yield


@contextmanager
def _refused(why="row-level security"):
    with pytest.raises(ProgrammingError, match=why), transaction.atomic():
        yield


@pytest.mark.parametrize("model", WALLED, ids=label)
class TestEveryTable:
    def test_queryset_of_everything_brings_own_rows_alone(self, families, seen, model):
        assert families.of_alice[model], "furnish() has no row of it"
        with _alice(families):
            assert seen(model) == families.of_alice[model]

    def test_nothing_is_seen_where_nothing_was_said(self, families, seen, model):
        with as_web():
            assert seen(model) == set()

    def test_everything_is_seen_by_who_says_so_and_by_workers(self, families, seen, model):
        both = families.of_alice[model] | families.of_bob[model]
        with as_web(), seeing_every_tenant():
            assert seen(model) >= both
        with as_worker():
            assert seen(model) >= both

    def test_rows_of_others_are_not_changed(self, families, model):
        column = next(field.name for field in model._meta.concrete_fields if not field.primary_key)
        before = model._base_manager.filter(pk__in=families.of_bob[model]).values_list(column)
        before = list(before.order_by("pk"))
        rows = model._base_manager.filter(pk__in=families.of_bob[model])
        if model._meta.db_table in APPEND_ONLY:
            for change in (lambda: rows.update(**{column: F(column)}), rows.delete):
                with _alice(families), _refused("permission denied"):
                    change()
            return
        with _alice(families):
            assert rows.update(**{column: F(column)}) == 0
            assert rows._raw_delete("default") == 0
        assert rows.count() == len(before)

    def test_rows_are_not_given_to_others(self, families, model):
        row = model._base_manager.filter(pk__in=families.of_bob[model]).first()
        row.pk = None if model._meta.pk.get_internal_type().endswith("AutoField") else new_id()
        with _alice(families), _refused():
            row.save(force_insert=True)


def test_own_row_is_not_moved_to_another_tenant(families):
    with _alice(families), _refused():
        Account.objects.update(tenant=families.bobs.pk)


def test_own_balance_is_not_put_on_an_account_of_another_tenant(families):
    (theirs,) = families.of_bob[Account]
    with _alice(families), _refused():
        Balance.objects.filter(type="current").update(account=theirs)


def test_person_is_known_by_their_memberships_before_their_tenant_is(families):
    with as_web(), seeing(person=families.alice.pk):
        assert {each.slug for each in Tenant.objects.all()} == {"alices"}
        assert [each.user_id for each in Membership.objects.all()] == [families.alice.pk]
        assert not Account.objects.exists()


def test_several_tenants_are_seen_together(families):
    with as_web(), seeing([families.alices.pk, families.bobs.pk]):
        assert Tenant.objects.count() == 2
        assert Account.objects.count() == 2


def test_web_process_changes_no_table_and_no_policy(families):
    for statement in (
        "ALTER TABLE openbanking_account DISABLE ROW LEVEL SECURITY",
        "DROP POLICY wall_web ON openbanking_account",
        "CREATE POLICY other ON openbanking_account USING (true)",
        "TRUNCATE openbanking_auditentry",
        "DELETE FROM django_migrations",
        "UPDATE auth_permission SET name = ''",
    ):
        with as_web(), connection.cursor() as cursor, _refused("permission denied|must be owner"):
            cursor.execute(statement)


def test_web_process_changes_no_rate(db):
    factories.make_rate("CHF", "0.95", day=factories.NOW.date())
    with as_web(), _refused("permission denied"):
        ExchangeRate.objects.update(currency="XXX")
