"""The first page of the admin: what needs somebody, what there is, and where each number leads."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from tests.openbanking.admin.conftest import furnish

FIRST_PAGE = "/admin/"
ASSETS = "/admin/openbanking/tenant/assets/"
TOTALS = "/admin/openbanking/tenant/totals/"


def rows_of(table):
    return [[re.sub(r"<[^>]*>", "", str(cell)).strip() for cell in row] for row in table.rows]


def test_bank_that_has_been_dark_longest_comes_first(staff, alices, alice):
    user = factories.make_powens_user(alices, alice)
    for name, days in (("Yesterday", 1), ("Last month", 30), ("Never", None)):
        factories.make_connection(
            user,
            state="wrongpass",
            institution=factories.make_institution(name),
            last_success_at=timezone.now() - timedelta(days=days) if days else None,
        )
    factories.make_connection(user, institution=factories.make_institution("In sync"))
    needing = rows_of(staff.get(FIRST_PAGE).context["needing"])
    assert [row[0] for row in needing] == ["Never", "Last month", "Yesterday"]
    assert needing[1][1:5] == ["Alices", "error", "alice", "30 days ago"]


def test_each_number_leads_to_a_list_of_so_many(staff, furnished):
    for card in staff.get(FIRST_PAGE).context["cards"][:3]:
        listed = staff.get(card.href).context["cl"].result_list
        assert len(listed) >= 1
        if card.title != "To decide":
            assert card.number == str(len(listed))


def test_all_of_what_waits_is_counted(staff, furnished):
    context = staff.get(FIRST_PAGE).context
    assert {title: table.count for title, table in context["review"]} == {
        "Quarantined readings": 1,
        "Sums that do not agree": 1,
        "Perhaps the same account": 1,
    }
    assert context["cards"][2].number == "3"


def test_consent_that_ends_first_comes_first(staff, alices, alice):
    user = factories.make_powens_user(alices, alice)
    for name, days in (("Later", 20), ("Over", -1), ("Far off", 90), ("Soon", 3)):
        factories.make_connection(
            user,
            institution=factories.make_institution(name),
            consent_ends_at=timezone.now() + timedelta(days=days),
        )
    ending = staff.get(FIRST_PAGE).context["ending"]
    assert [row[0] for row in rows_of(ending)] == ["Over", "Soon", "Later"]
    assert len(staff.get(ending.href).context["cl"].result_list) == 3


def test_totals_say_how_much_of_them_is_stale(staff, alices, alice):
    connection = factories.make_connection(factories.make_powens_user(alices, alice))
    now = timezone.now()
    factories.make_reading(factories.make_account(connection, bank_updated_at=now), "900")
    factories.make_reading(factories.make_account(connection), "100")
    text = " ".join(staff.get(TOTALS).context["table"].rows[0])
    assert (
        re.sub(r"<[^>]*>", "", text) == "Alices EUR 1\N{NARROW NO-BREAK SPACE}000.00 0.00 "
        "1\N{NARROW NO-BREAK SPACE}000.00 2 10%"
    )


def test_bank_that_a_member_connected_twice_is_named(staff, alices, alice):
    user, bank = factories.make_powens_user(alices, alice), factories.make_institution()
    iban = "FR7630006000011234567890189"
    for _ in range(2):
        factories.make_account(factories.make_connection(user, institution=bank), iban=iban)
    (title, table), *_ = staff.get(FIRST_PAGE).context["review"]
    assert (title, [row[0] for row in rows_of(table)]) == ("Connected twice", ["Banque du Test"])


def test_a_day_looks_like_the_worst_of_its_runs(staff):
    now = timezone.now()
    for status in ("ok", "failed", "ok"):
        factories.make_run(status=status, started_at=now)
    runs = staff.get(FIRST_PAGE).context["runs"]
    assert runs.tracker[-1]["color"] == "bg-red-500"
    assert "1 failed, 2 ok" in runs.tracker[-1]["tooltip"]
    assert len(staff.get(runs.tracker[-1]["href"]).context["cl"].result_list) == 3
    assert "href" not in runs.tracker[-2]


def test_nobody_sees_there_what_they_may_not_see_in_the_lists(client, furnished):
    clerk = factories.make_user("clerk", is_staff=True)
    client.force_login(clerk)
    context = client.get(FIRST_PAGE).context
    assert [card.number for card in context["cards"]] == ["0", "0", "0", "None yet"]
    for part in (ASSETS, TOTALS):
        assert "Nothing is known yet" in client.get(part).content.decode()
    clerk.user_permissions.add(Permission.objects.get(codename="view_connection"))
    assert client.get(FIRST_PAGE).context["needing"].count == 1


def test_page_of_an_empty_house_says_how_to_begin(staff):
    text = staff.get(FIRST_PAGE).content.decode()
    assert "Nothing has been synced yet" in text
    assert "Nothing waits for a decision" in text


@pytest.mark.parametrize("page", [FIRST_PAGE, TOTALS])
def test_page_costs_the_same_however_much_there_is(staff, furnished, batch, page):
    with CaptureQueriesContext(database) as few:
        staff.get(page)
    for number in range(5):
        user = factories.make_user(f"member-{number}")
        furnish(factories.make_tenant(f"family-{number}", user), user)
    with CaptureQueriesContext(database) as many:
        staff.get(page)
    assert len(many) == len(few) <= 15


@pytest.mark.parametrize(("asked", "shown"), [("CHF", "CHF"), ("", "EUR"), ("XXX", "EUR")])
def test_chart_is_in_one_currency_at_a_time(staff, alices, alice, asked, shown):
    connection = factories.make_connection(factories.make_powens_user(alices, alice))
    for currency in ("EUR", "EUR", "CHF"):
        factories.make_reading(factories.make_account(connection, currency=currency), "1310.42")
    series = staff.get(ASSETS, {"currency": asked} if asked else {}).context["series"]
    assert (series.currency, series.points[-1].accounts) == (shown, 2 if shown == "EUR" else 1)


def test_chart_adds_up_families(staff, alices, alice, bobs, bob):
    for tenant, user in ((alices, alice), (bobs, bob)):
        connection = factories.make_connection(factories.make_powens_user(tenant, user))
        factories.make_reading(factories.make_account(connection), "1310.42")
    answer = staff.get(ASSETS)
    assert str(answer.context["series"].points[-1].assets) == "2620.84"
    assert "2\N{NARROW NO-BREAK SPACE}620.84 EUR" in answer.content.decode()


@pytest.mark.parametrize("part", [ASSETS, TOTALS])
def test_strangers_are_shown_no_part_of_it(client, alice, part):
    client.force_login(alice)
    assert client.get(part).status_code == 302
