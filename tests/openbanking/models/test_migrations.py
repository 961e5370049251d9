"""Migrations that change what rows hold carry it over, and back."""

from __future__ import annotations

import pytest
from django.db import connection as database
from django.db.migrations.executor import MigrationExecutor

from openbanking.fields import indexer
from openbanking.models import Account, AccountOwner
from tests import factories

IBAN = "FR7630006000011234567890189"


@pytest.fixture
def migrate(transactional_db):
    """Bring the tables to a migration, and return its models; afterwards they are as they should be."""

    def migrate(name):
        executor = MigrationExecutor(database)
        (target,) = [each for each in executor.loader.graph.nodes if each == ("openbanking", name)]
        executor.migrate([target])
        return executor.loader.project_state([target]).apps

    yield migrate
    executor = MigrationExecutor(database)
    executor.migrate(executor.loader.graph.leaf_nodes())


class TestPersonalData:
    BEFORE, AFTER = "0021_stopped_runs", "0022_personal_data"

    @pytest.fixture
    def before(self, connection, migrate):
        """The models as they were, with an account whose numbers and owner are in the clear."""
        kept = factories.make_account(connection, iban=IBAN, number="30006")
        factories.make_owner(kept, "Alice Martin")
        factories.make_account(connection)
        return migrate(self.BEFORE)

    def test_is_in_the_clear_before(self, before):
        (found, other) = before.get_model("openbanking", "Account").objects.order_by("pk")
        assert (found.iban, found.iban_tail, found.number) == (IBAN, "0189", "30006")
        assert (other.iban, other.iban_tail, other.number) == ("", "", "")
        assert before.get_model("openbanking", "AccountOwner").objects.get().name == "Alice Martin"

    def test_is_encrypted_and_found_after(self, before, migrate):
        after = migrate(self.AFTER)
        accounts = after.get_model("openbanking", "Account").objects
        found = accounts.get(iban_index__in=indexer(Account, "iban_index")(IBAN))
        assert (found.iban, found.number) == (IBAN, "30006")
        assert found == accounts.get(iban_tail__in=indexer(Account, "iban_tail")("0189"))
        assert found.matching_iban
        owner = after.get_model("openbanking", "AccountOwner").objects.get()
        assert owner.name == "Alice Martin"
        assert owner.name_index in indexer(AccountOwner, "name_index")("Alice Martin")
