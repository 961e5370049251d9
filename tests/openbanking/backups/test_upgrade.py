"""A database of the first version, and a backup of one, become the newest and keep their money."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from openbanking.backups import back_up, restore
from openbanking.backups.states import migrate_to, tables_at
from openbanking.models import Balance, BalanceReading, Loan, SyncOutcome, Transaction
from tests.databases import another_database

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LARGEST, SMALLEST = "99999999999999999999.999999999999999999", "-0.000000000000000001"
FIRST = ("openbanking", "0001_initial")

pytestmark = pytest.mark.django_db


def of_the_first_version():
    """Return the migrations of ours that the first version had, and all of the others'."""
    loader = MigrationLoader(None)
    others = {each for each in loader.graph.nodes if each[0] in ("auth", "contenttypes", "admin")}
    return {*others, *loader.graph.forwards_plan(FIRST)}


def make_rows(apps):
    """Make what a family had then, by the models of then."""

    def make(model, /, **columns):
        return apps.get_model("openbanking", model).objects.create(**columns)

    user = make("User", username="alice")
    tenant = make("Tenant", slug="alices", name="Alices")
    make("Membership", tenant=tenant, user=user, role="admin")
    powens = make("PowensUser", tenant=tenant, user=user, external_id="7", token="a secret")
    bank = make("Institution", code="bank", name="Banque du Test")
    connection = make(
        "Connection", tenant=tenant, powens_user=powens, institution=bank, external_id="17"
    )
    account = make(
        "Account",
        tenant=tenant,
        connection=connection,
        external_id="1",
        name="Account",
        type="checking",
        iban="FR7630006000011234567890189",
        currency="EUR",
    )
    run = make("SyncRun", started_at=NOW, finished_at=NOW, status="ok")
    make("SyncOutcome", run=run, powens_user=powens, connection=connection, read=True, status="healthy")
    figure = {"account": account, "type": "current", "currency": "EUR", "run": run}
    clocks = {"as_of": NOW, "learned_at": NOW, "source_field": "balance"}
    make("Balance", amount=Decimal(LARGEST), **figure, **clocks)
    for amount in (LARGEST, SMALLEST):
        make("BalanceReading", amount=Decimal(amount), **figure, **clocks)
        make(
            "Transaction",
            account=account,
            external_id=amount,
            amount=Decimal(amount),
            date=NOW,
            type="card",
            original_wording=f"Wasserwerk Zürich {amount}",
        )
    make("Loan", account=account, total_amount=Decimal(SMALLEST))


def digits(model, column="amount"):
    return sorted(f"{amount:f}" for amount in model.objects.values_list(column, flat=True))


def expect_the_money():
    assert digits(Balance) == [LARGEST]
    assert digits(BalanceReading) == digits(Transaction) == sorted([LARGEST, SMALLEST])
    assert digits(Loan, "total_amount") == [SMALLEST]
    token = SyncOutcome.objects.get().powens_user.token
    assert token is not None
    assert token.reveal() == "a secret"
    assert Loan.objects.get().account.iban == "FR7630006000011234567890189"
    # What later versions find by was made of what there was.
    assert Transaction.objects.matching("werk zurich 9999").get().external_id == LARGEST


def test_the_first_version_becomes_the_newest_and_keeps_every_digit(tmp_path):
    migrations = of_the_first_version()
    with another_database():
        migrate_to(migrations)
        make_rows(tables_at(migrations))
        back_up(tmp_path / "backup", now=NOW)
        call_command("migrate", interactive=False, verbosity=0)
        expect_the_money()
    with another_database():
        done = restore(tmp_path / "backup")
        expect_the_money()
    assert done.migrated > 0
