"""The page of one account: its balances with their provenance, how they moved, and what it holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from openbanking.models import AuditEntry, Membership
from tests import factories
from tests.openbanking.dashboard.reading import HTMX


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def fresh(account, now):
    """An account that the bank was just asked about."""
    account.bank_updated_at = now - timedelta(hours=2)
    account.save()
    return account


@pytest.fixture
def show(member):
    """Return what is written on the page of an account, or on a part of it."""

    def show(account, part="", query=None, **headers):
        answer = member.get(
            f"/families/alices/accounts/{account.pk}/{part}", query or {}, headers=headers
        )
        assert answer.status_code == 200
        return answer.content.decode()

    return show


def test_current_balance_says_how_old_it_is(show, fresh, now):
    factories.make_balance(fresh, "1310.42", as_of=now - timedelta(hours=2))
    text = show(fresh)
    assert "1\N{NARROW NO-BREAK SPACE}310.42" in text
    assert "Read from the bank 2 hours ago." in text


def test_derived_balance_says_so(show, fresh, now):
    factories.make_balance(fresh, "1310.42", as_of=now)
    factories.make_balance(fresh, "1200", type="available", derived=True, as_of=now)
    assert "Derived: what is there after coming operations" in show(fresh)


def test_quarantine_is_told_with_what_happens_next(show, fresh, now):
    fresh.quarantined_since = now
    fresh.save()
    factories.make_balance(fresh, "1310.42", as_of=now - timedelta(days=3))
    text = show(fresh)
    assert "Last good figure, read from the bank 3 days ago; a newer one is in quarantine." in text
    assert "Staff decide whether the newer figure is right." in text


def test_unknown_balance_is_not_zero(show, fresh):
    text = show(fresh)
    assert "The bank has given no balance yet." in text
    assert "0.00" not in text


def test_member_whose_bank_needs_them_can_reconnect_it(show, fresh, connection):
    connection.state = "SCARequired"
    connection.save()
    assert f"/banking/reconnect/{connection.pk}/" in show(fresh)


def test_somebody_else_is_told_who_has_to_act(client, show, fresh, connection, bob, alices):
    connection.state = "SCARequired"
    connection.save()
    alices.memberships.create(user=bob)
    client.force_login(bob)
    text = show(fresh)
    assert "The member who connected the bank has to reconnect it." in text
    assert "/banking/reconnect/" not in text


def test_account_of_another_family_is_not_there(member, bobs, bob):
    theirs = factories.make_account(factories.make_connection(factories.make_powens_user(bobs, bob)))
    for family in ("alices", "bobs"):
        answer = member.get(f"/families/{family}/accounts/{theirs.pk}/")
        assert answer.status_code == 404


def test_chart_has_a_gap_where_nobody_read(show, fresh, now):
    for days in (20, 19, 3, 2):
        factories.make_reading(fresh, f"{days}.00", as_of=now - timedelta(days=days))
    text = show(fresh, "history/", {"range": "1m"})
    points = text.split('"points": [')[1].split("]")[0].split(", ")
    assert [each for each in points if each != "null"] != []
    assert "null" in points[points.index("19.0") : points.index("3.0")]
    assert "there are no fresh figures" in text


def test_range_of_the_chart_is_in_the_address(show, fresh, now):
    factories.make_reading(fresh, "42.00", as_of=now - timedelta(days=200))
    assert "42.00 EUR" in show(fresh, query={"range": "1y"})
    assert "42.00 EUR" not in show(fresh, query={"range": "1m"})


def test_range_that_is_not_known_is_the_usual_one(show, fresh):
    ranges = show(fresh, "history/", {"range": "2 weeks"}).split("</nav>")
    (chosen,) = [each for each in "".join(ranges).split("<a ") if 'aria-current="true">3 months' in each]
    assert "range=3m" in chosen


def test_balance_of_a_day_is_the_last_one_read_by_its_end(show, fresh):
    for hour, amount in ((6, "10.00"), (18, "12.00")):
        factories.make_reading(fresh, amount, as_of=datetime(2026, 1, 2, hour, tzinfo=UTC))
    factories.make_reading(fresh, "99.00", as_of=datetime(2026, 1, 3, 6, tzinfo=UTC))
    text = show(fresh, "on/", {"day": "2026-01-02"}, **HTMX)
    assert "12.00" in text
    assert "<html" not in text


def test_day_before_the_first_figure_is_told_to_be_unknown(show, fresh):
    assert "Nothing was known" in show(fresh, "on/", {"day": "2001-01-01"})


def test_yesterdays_balance_is_on_the_page(show, fresh, now):
    yesterday = datetime.combine(now.date() - timedelta(days=1), datetime.min.time(), UTC)
    factories.make_reading(fresh, "77.70", as_of=yesterday)
    factories.make_reading(fresh, "88.80", as_of=now)
    answer = show(fresh).split('class="answer"')[1].split("</p>")[0]
    assert "77.70" in answer


def test_parts_are_asked_for_only_where_the_account_can_have_them(show, connection, fresh):
    market = factories.make_account(connection, type="market")
    loan = factories.make_account(connection, type="loan")
    parts = ("holdings", "pockets", "orders", "schedule", "owners")
    found = {
        each.type: [part for part in parts if f"/{part}/" in show(each)]
        for each in (fresh, market, loan)
    }
    assert found == {
        "checking": ["owners"],
        "market": ["holdings", "orders", "owners"],
        "loan": ["schedule", "owners"],
    }


@pytest.mark.parametrize("part", ["holdings", "orders", "owners"])
def test_part_with_nothing_in_it_is_told_to_nobody_but_those_who_ask(show, connection, part):
    market = factories.make_account(connection, type="market")
    assert show(market, f"{part}/", **HTMX) == ""
    assert "The bank says nothing of this." in show(market, f"{part}/")


def test_part_that_an_account_cannot_have_is_not_there(member, account):
    assert member.get(f"/families/alices/accounts/{account.pk}/schedule/").status_code == 404


def test_holdings_show_what_they_leave_of_the_balance(show, connection):
    market = factories.make_account(connection, type="market")
    factories.make_reading(market, "1500.00")
    factories.make_balance(market, "1500.00")
    factories.make_holding(market, "1100.00", label="World fund", quantity=Decimal("12.5"))
    text = show(market, "holdings/")
    for each in ("World fund", "12.5", "1\N{NARROW NO-BREAK SPACE}100.00", "+400.00"):
        assert each in text


def test_schedule_of_a_loan_says_what_remains(show, connection, now):
    loan = factories.make_account(connection, type="loan")
    for months, remaining in ((-1, "900.00"), (1, "800.00")):
        factories.make_payment(
            loan,
            due_on=now.date() + timedelta(days=30 * months),
            total=Decimal("110.00"),
            remaining=Decimal(remaining),
        )
    text = show(loan, "schedule/")
    assert "900.00" in text.split("Remains by the schedule")[1].split("</dd>")[0]
    assert "1 payment before today" in text


def test_owners_are_named_with_their_part(show, account):
    factories.make_owner(account, name="Alice Martin", role="co_holder")
    text = show(account, "owners/")
    assert "Alice Martin" in text
    assert "co-holder" in text


class TestVisits:
    """Who has used an account, for those who administer the family."""

    @pytest.fixture
    def administrator(self, alice, alices):
        alices.memberships.filter(user=alice).update(role=Membership.Role.ADMIN)

    def test_one_row_says_what_somebody_asked_for_on_a_day(self, show, account, administrator, batch):
        show(account)
        batch.flush()
        text = show(account, "visits/", **HTMX)
        assert text.count("<tr><td>") == 1
        for each in ("alice", "these pages", "history of balances", "the account"):
            assert each in text

    def test_somebody_who_is_no_member_is_not_named(self, show, account, administrator, bob, now):
        AuditEntry.objects.create(
            user=bob,
            channel="admin",
            operation="openbanking.accounts.get",
            tenant=str(account.tenant_id),
            account=str(account.pk),
            day=now.date(),
            last_at=now,
        )
        text = show(account, "visits/", **HTMX)
        assert "somebody who is no member" in text
        assert "bob" not in text

    def test_viewer_is_not_shown_who_used_it(self, member, show, account):
        assert "/visits/" not in show(account)
        answer = member.get(f"/families/alices/accounts/{account.pk}/visits/")
        assert answer.status_code == 404


def test_transactions_of_the_account_alone_are_on_its_page(show, connection, fresh):
    factories.make_transaction(fresh, "-1", simplified_wording="Bakery")
    other = factories.make_account(connection)
    factories.make_transaction(other, "-1", simplified_wording="Cinema")
    text = show(fresh)
    assert "Bakery" in text
    assert "Cinema" not in text


@pytest.mark.parametrize("type", ["checking", "market", "loan"])
def test_page_asks_at_most_fifteen_statements(
    show, connection, now, type, batch, django_assert_max_num_queries
):
    account = factories.make_account(connection, type=type)
    for days in range(60):
        factories.make_reading(account, "10", as_of=now - timedelta(days=days))
        factories.make_transaction(account, "-1", date=now - timedelta(days=days))
    factories.make_balance(account, "10")
    show(account)
    with django_assert_max_num_queries(15):
        show(account)


@pytest.mark.parametrize("part", ["history/", "on/?day=2026-01-02", "holdings/", "orders/", "owners/"])
def test_part_asks_at_most_fifteen_statements(
    show, connection, part, batch, django_assert_max_num_queries
):
    market = factories.make_account(connection, type="market")
    factories.make_balance(market, "1500.00")
    for _ in range(20):
        factories.make_holding(market)
        factories.make_order(market)
    show(market)
    with django_assert_max_num_queries(15):
        show(market, part)
