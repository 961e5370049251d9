"""Each person arranges lists for themselves: the columns, and the order that was asked for last."""

from __future__ import annotations

from tests import factories

ACCOUNTS = "/admin/openbanking/account/"


def columns(client):
    return [
        each for each in client.get(ACCOUNTS).context["cl"].list_display if each != "action_checkbox"
    ]


def choose(client, *names):
    return client.post(f"{ACCOUNTS}columns/", {"columns": names, "_form_submitted": "on"})


def test_columns_are_chosen_and_kept(staff, furnished):
    assert "available" not in columns(staff)
    assert choose(staff, "available", "tenant")["HX-Redirect"] == ACCOUNTS
    assert columns(staff) == ["name", "tenant", "available"]


def test_choice_shows_what_is_shown_now(staff, furnished):
    text = staff.get(f"{ACCOUNTS}columns/").content.decode()
    assert 'value="current" ' in text
    assert "Available" in text
    choose(staff, "available")
    assert columns(staff) == ["name", "available"]


def test_columns_that_do_not_exist_are_refused(staff, furnished):
    before = columns(staff)
    choose(staff, "tenant__slug")
    assert columns(staff) == before


def test_somebody_else_keeps_theirs(staff, client, furnished):
    choose(staff, "available")
    client.force_login(factories.make_user("other", is_staff=True, is_superuser=True))
    assert "tenant" in columns(client)


def test_order_is_kept(staff, furnished):
    factories.make_account(furnished.connection, name="A first account")

    def names(**query):
        return [each.name for each in staff.get(ACCOUNTS, query).context["cl"].result_list]

    first, last = names(o="1")
    assert (first, last) == ("A first account", "Current account")
    assert names(o="-1") == [last, first]
    assert names() == [last, first]
    choose(staff, "current", "updated")
    assert names() == [last, first]
    names(o="")
    assert names() == [first, last]


def test_order_by_a_column_that_is_no_more_shown_is_forgotten(staff, furnished):
    staff.get(ACCOUNTS, {"o": "-2"})
    choose(staff, "current")
    assert staff.get(ACCOUNTS).status_code == 200
    assert staff.get(ACCOUNTS, {"o": "99.x.-"}).status_code == 200
