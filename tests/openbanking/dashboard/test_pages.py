"""The dashboard for members, and the two pages for whoever runs the service."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.openbanking.dashboard.reading import net, subtotals, words

IBANS = ("FR3830006000011234567890000", "FR1130006000011234567890001", "FR8130006000011234567890002")

PAGES = [
    *("/", "/?in=EUR&by=bank", "/families/alices/banks/", "/families/alices/net-worth/?over=1y"),
    "/families/alices/net-worth/change/?in=EUR",
]


def hold(account, amount, **values):
    """Give an account a balance, and the reading of it that net worth is made of."""
    factories.make_balance(account, amount, **values)
    factories.make_reading(account, amount, **values)


def test_stranger_is_sent_to_the_login(client, db):
    answer = client.get("/")
    assert (answer.status_code, "/login/" in answer["Location"]) == (302, True)


def test_member_sees_own_accounts_and_totals(member, connection, bobs, bob):
    for amount in ("100.10", "200.20"):
        hold(factories.make_account(connection), amount)
    hold(factories.make_account(connection, currency="CHF"), "5", currency="CHF")
    foreign = factories.make_account(
        factories.make_connection(factories.make_powens_user(bobs, bob)), name="Bob's account"
    )
    hold(foreign, "999")
    text = words(member.get("/"))
    assert "300.30 EUR" in text
    assert "5.00 CHF" in text
    assert "Bob" not in text


def test_same_account_seen_twice_is_counted_once(member, connection, alices, alice):
    again = factories.make_connection(factories.make_powens_user(alices, alice))
    for each in (connection, again):
        hold(factories.make_account(each, iban=IBANS[0]), "100")
    answer = member.get("/")
    assert net(answer) == ["100.00 EUR"]
    assert subtotals(answer) == ["100.00 EUR"]
    assert "seen twice, counted once" in words(answer)


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
                hold(account, amount)
            return member.get("/")

        return see

    def test_the_one_read_last_counts(self, see, connection, again):
        see("100", connection, bank_updated_at=factories.NOW - timedelta(days=9))
        answer = see("250", again, bank_updated_at=factories.NOW)
        assert net(answer) == subtotals(answer) == ["250.00 EUR"]

    def test_one_without_a_figure_does_not_hide_the_other(self, see, connection, again):
        see(None, connection, bank_updated_at=factories.NOW)
        answer = see("250", again, bank_updated_at=factories.NOW - timedelta(days=9))
        assert net(answer) == subtotals(answer) == ["250.00 EUR"]

    def test_bank_connected_twice_is_reported(self, see, connection, again):
        see("100", connection)
        text = see("100", again).content.decode()
        assert text.count("is connected twice") == 1
        assert f"/banking/disconnect/{again.pk}/" in text

    def test_of_two_the_one_that_shows_less_is_the_double(self, see, connection, again):
        see("100", connection)
        factories.make_account(again, iban=IBANS[1])
        text = see("100", again).content.decode()
        assert f"/banking/disconnect/{connection.pk}/" in text
        assert f"/banking/disconnect/{again.pk}/" not in text

    def test_banks_that_each_show_more_are_no_doubles(self, see, connection, again):
        see("100", connection)
        factories.make_account(again, iban=IBANS[1])
        factories.make_account(connection, iban=IBANS[2])
        assert "is connected twice" not in words(see("100", again))

    def test_joint_account_of_two_members_is_no_double(self, see, alices, bob, connection):
        theirs = factories.make_connection(
            factories.make_powens_user(alices, bob), institution=connection.institution
        )
        see("100", connection)
        assert "is connected twice" not in words(see("100", theirs))


def test_bank_that_needs_somebody_is_reported(member, connection):
    connection.state = "SCARequired"
    connection.save()
    text = words(member.get("/"))
    assert "The bank asks for strong authentication" in text
    assert "You can mend it." in text


def test_unknown_balance_is_not_zero(member, account):
    text = words(member.get("/"))
    assert "unknown" in text
    assert "0.00" not in text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("count", [1, 20])
def test_page_costs_the_same_however_many(member, connection, alices, path, count):
    for _ in range(count):
        hold(factories.make_account(connection), "1")
        factories.make_valuation(factories.make_manual_account(alices), "5")
    member.get("/")  # the session remembers the family
    with CaptureQueriesContext(database) as asked:
        member.get(path)
    # What is written in the audit waits for a batch where the service runs.
    read = [each for each in asked if "openbanking_audit" not in each["sql"]]
    assert len(read) <= (16 if "in=" in path else 15)


def test_person_of_no_tenant_is_reported_what_to_do(client, charlie):
    client.force_login(charlie)
    assert "You do not belong to a family yet" in client.get("/").content.decode()


def test_staff_of_no_family_are_led_to_where_they_work(staff):
    assert staff.get("/")["Location"] == "/admin/"


@pytest.mark.parametrize("address", ["/", "/contracts/", "/nowhere/", "/login/"])
def test_page_may_not_be_framed(member, address):
    assert member.get(address)["X-Frame-Options"] == "DENY"


def test_unknown_page_is_ours(member):
    answer = member.get("/nowhere/")
    assert answer.status_code == 404
    assert "<h1" in answer.content.decode()
