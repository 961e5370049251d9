"""The dashboard for members, and the two pages for whoever runs the service."""

from __future__ import annotations

from datetime import timedelta

import pytest

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
    assert '<td class="number current">unknown</td>' in text


@pytest.mark.parametrize("count", [1, 20])
def test_dashboard_costs_the_same_however_many(member, connection, count, django_assert_max_num_queries):
    for _ in range(count):
        factories.make_balance(factories.make_account(connection), "1")
    with django_assert_max_num_queries(15):
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
