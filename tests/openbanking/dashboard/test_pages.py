"""The dashboard for members, and the two pages for whoever runs the service."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from cryptography.fernet import Fernet
from django.db import DatabaseError, connection

from tests import factories

IBANS = ("FR3830006000011234567890000", "FR1130006000011234567890001", "FR8130006000011234567890002")


@pytest.fixture
def member(client, alice, alices):
    client.force_login(alice)
    return client


def test_stranger_is_sent_to_the_login(client, db):
    answer = client.get("/")
    assert (answer.status_code, "/login/" in answer["Location"]) == (302, True)


def test_member_sees_own_accounts_and_totals(member, connection, bobs, bob):
    for amount in ("100.10", "200.20"):
        factories.make_balance(factories.make_account(connection), amount)
    francs = factories.make_account(connection, currency="CHF")
    factories.make_balance(francs, "5", currency="CHF")
    foreign = factories.make_account(
        factories.make_connection(factories.make_powens_user(bobs, bob)), name="Bob's account"
    )
    factories.make_balance(foreign, "999")
    text = member.get("/").content.decode()
    assert "300.30 EUR" in text
    assert "5.00 CHF" in text
    assert "Bob" not in text


def test_same_account_seen_twice_is_counted_once(member, connection, alices, alice):
    again = factories.make_connection(factories.make_powens_user(alices, alice))
    for each in (connection, again):
        factories.make_balance(factories.make_account(each, iban=IBANS[0]), "100")
    text = member.get("/").content.decode()
    assert "<li>100.00 EUR</li>" in text
    assert "seen twice, counted once" in text


class TestSeenTwice:
    """The same account through two connections of Alice's: what counts, and what she is reported."""

    @pytest.fixture
    def again(self, connection):
        return factories.make_connection(
            connection.powens_user, institution=connection.institution, external_id="513"
        )

    @pytest.fixture
    def see(self, member, connection, again):
        def see(amount, through, **values):
            account = factories.make_account(through, iban=IBANS[0], **values)
            if amount:
                factories.make_balance(account, amount)
            return member.get("/").content.decode()

        return see

    def test_the_one_read_last_counts(self, see, connection, again):
        see("100", connection, bank_updated_at=factories.NOW - timedelta(days=9))
        text = see("250", again, bank_updated_at=factories.NOW)
        assert "<li>250.00 EUR</li>" in text

    def test_one_without_a_figure_does_not_hide_the_other(self, see, connection, again):
        see(None, connection, bank_updated_at=factories.NOW)
        text = see("250", again, bank_updated_at=factories.NOW - timedelta(days=9))
        assert "<li>250.00 EUR</li>" in text

    def test_bank_connected_twice_is_reported(self, see, connection, again):
        see("100", connection)
        text = see("100", again)
        assert text.count("is connected twice") == 1
        assert f"/banking/disconnect/{again.pk}/" in text

    def test_of_two_the_one_that_shows_less_is_the_double(self, see, connection, again):
        see("100", connection)
        factories.make_account(again, iban=IBANS[1])
        assert f"/banking/disconnect/{connection.pk}/" in see("100", again).split("<details>")[0]

    def test_banks_that_each_show_more_are_no_doubles(self, see, connection, again):
        see("100", connection)
        factories.make_account(again, iban=IBANS[1])
        factories.make_account(connection, iban=IBANS[2])
        assert "is connected twice" not in see("100", again)

    def test_joint_account_of_two_members_is_no_double(self, see, alices, bob, connection):
        theirs = factories.make_connection(
            factories.make_powens_user(alices, bob), institution=connection.institution
        )
        see("100", connection)
        assert "is connected twice" not in see("100", theirs)


def test_bank_that_needs_somebody_is_reported(member, connection):
    connection.state = "SCARequired"
    connection.save()
    assert "Must act: member" in member.get("/").content.decode()


def test_unknown_balance_is_not_zero(member, account):
    text = member.get("/").content.decode()
    assert '<td class="amount current">unknown</td>' in text


@pytest.mark.parametrize("count", [1, 20])
def test_dashboard_costs_the_same_however_many(member, connection, count, django_assert_max_num_queries):
    for _ in range(count):
        factories.make_balance(factories.make_account(connection), "1")
    with django_assert_max_num_queries(7):
        member.get("/")


def test_person_of_no_tenant_is_reported_what_to_do(client, charlie):
    client.force_login(charlie)
    assert "You do not belong to a family yet" in client.get("/").content.decode()


@pytest.mark.parametrize("address", ["/", "/contracts/", "/nowhere/", "/login/"])
def test_page_may_not_be_framed(member, address):
    assert member.get(address)["X-Frame-Options"] == "DENY"


def test_unknown_page_is_ours(member):
    answer = member.get("/nowhere/")
    assert answer.status_code == 404
    assert "<h1" in answer.content.decode()


def test_process_says_that_it_lives_without_a_database(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_service_says_that_it_can_work(client, db):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert set(answer.json()["checks"].values()) == {"ok"}


def test_database_that_does_not_answer_makes_it_unready(client, db):
    with patch.object(connection, "cursor", side_effect=DatabaseError):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, "failed")


def test_key_that_opens_nothing_makes_it_unready(client, alices, alice, settings):
    factories.make_powens_user(alices, alice)
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["encryption"]) == (503, "failed")


def test_missing_migration_makes_it_unready(client, db):
    with patch("openbanking.monitoring.readiness.MigrationExecutor") as executor:
        executor.return_value.migration_plan.return_value = ["0002"]
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["migrations"]) == (503, "failed")


def test_readiness_tells_nothing_of_the_inside(client, alices, alice):
    user = factories.make_powens_user(alices, alice)
    factories.make_balance(
        factories.make_account(factories.make_connection(user)), str(Decimal("1310.42"))
    )
    text = client.get("/readyz").content.decode()
    assert "alice" not in text
    assert "1310" not in text


def test_metrics_are_for_staff(client, alice, alices, db):
    root = factories.make_user("root", is_staff=True, is_superuser=True)
    for user, status in ((None, 401), (alice, 403), (root, 200)):
        headers = {"Authorization": f"Bearer {factories.make_token(user)}"} if user else {}
        assert client.get("/metrics", headers=headers).status_code == status


def test_metrics_count_the_runs_of_operations(client, as_alice):
    as_alice.get("openbanking.accounts.list")
    client.force_login(factories.make_user("root", is_staff=True, is_superuser=True))
    text = client.get("/metrics").content.decode()
    assert 'contracts_runs_total{channel="rest",operation="openbanking.accounts.list"' in text


def test_examples_are_about_what_the_reader_has(member, account, bobs, bob):
    foreign = factories.make_account(factories.make_connection(factories.make_powens_user(bobs, bob)))
    text = member.get("/contracts/openbanking.balances.get/v1.0.0/").content.decode()
    assert f"accountId={account.pk}" in text
    assert str(foreign.pk) not in text


def test_stranger_sees_the_examples_as_they_are(client, account, settings):
    settings.CONTRACTS = {**settings.CONTRACTS, "PUBLIC_DOCS": True}
    text = client.get("/contracts/openbanking.balances.get/v1.0.0/").content.decode()
    assert "accountId=01923f5e-7c1a-7b2e-9d34-5f6a7b8c9d0e" in text
    assert str(account.pk) not in text
