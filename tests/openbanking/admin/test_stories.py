"""Pages that tell a story: where a figure comes from, why it is stale, who must act, what a run did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from openbanking.models import AuditEntry, Invitation, QuarantinedReading
from tests import factories
from tests.openbanking.admin.conftest import furnish
from tests.openbanking.admin.test_actions import press

ADMIN = "/admin/openbanking/"


def page(staff, row):
    answer = staff.get(f"{ADMIN}{row._meta.model_name}/{row.pk}/change/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_balance_says_where_it_comes_from(staff, account):
    factories.make_balance(account, "1310.42")
    derived = {"type": "expected", "derived": True, "source_field": "balance+coming"}
    factories.make_balance(account, "1200", **derived)
    text = page(staff, account)
    assert "Booked money. Delivered by Powens as balance, learned" in text
    assert "Calculated by us from Powens&#x27; balance and coming" in text


def test_account_says_why_it_is_stale_and_where_to_go(staff, furnished):
    text = page(staff, furnished)
    assert "The bank asks for strong authentication" in text
    assert f"{ADMIN}connection/{furnished.connection_id}/change/" in text


def test_account_shows_how_its_balance_moved(staff, account):
    now = timezone.now()
    for days, amount in ((30, "100"), (1, "300.25")):
        at = now - timedelta(days=days)
        factories.make_reading(account, amount, as_of=at, learned_at=at)
    story = staff.get(f"{ADMIN}account/{account.pk}/change/").context["story"]
    assert '"data": [100.0, 300.25]' in story["chart"]


def test_account_tells_what_it_was_before(staff, alices, alice):
    connection = factories.make_connection(factories.make_powens_user(alices, alice))
    account = factories.make_account(connection, external_id="2", former_external_ids=["1"])
    assert "At Powens it is 2 today, and was 1 before." in page(staff, account)


def test_account_says_who_read_it_last_month(staff, furnished, alice):
    now = timezone.now()
    shared = {"user": alice, "channel": "rest", "account": str(furnished.pk), "count": 3}
    for key, age in (("openbanking.balances.get", 2), ("openbanking.accounts.get", 40)):
        at = now - timedelta(days=age)
        AuditEntry.objects.create(operation=key, day=at.date(), last_at=at, **shared)
    readers = staff.get(f"{ADMIN}account/{furnished.pk}/change/").context["story"]["readers"]
    assert [row[:2] for row in readers["rows"]] == [["alice", "openbanking.balances.get"]]


def test_fields_that_are_empty_are_left_out(staff, account):
    text = page(staff, account)
    assert "Employer" not in text
    account.company_name = "Example Corp"
    account.save()
    assert "Employer" in page(staff, account)


def test_connection_says_who_must_act(staff, furnished):
    text = page(staff, furnished.connection)
    assert "Must act: alice." in text
    assert "9 Mar 2026" in text


def test_connection_tells_what_each_run_changed(staff, furnished):
    counts = {"transactions": {"seen": 9, "added": 3}, "balances": {"seen": 2}}
    factories.make_outcome(factories.make_run(), furnished.connection, counts=counts)
    assert "transactions: 3 added" in page(staff, furnished.connection)


def test_member_is_asked_to_reconnect(staff, furnished):
    before = Invitation.objects.count()
    answer = press(staff, furnished.connection, "invite-this")
    assert answer["HX-Redirect"] == f"{ADMIN}connection/{furnished.connection_id}/change/"
    made = Invitation.objects.latest("pk")
    assert Invitation.objects.count() == before + 1
    assert (made.flow, made.connection, made.user.username) == (
        *("reconnect", furnished.connection, "alice"),
    )
    assert f"/{made.pk}" in page(staff, furnished.connection)


def test_button_does_nothing_before_it_is_confirmed(staff, furnished):
    reading = QuarantinedReading.objects.get()
    answer = staff.get(f"{ADMIN}quarantinedreading/{reading.pk}/approve-this/")
    assert "It becomes the account&#x27;s balance" in answer.content.decode()
    reading.refresh_from_db()
    assert reading.decision == "waiting"


def test_quarantined_reading_is_approved_on_its_page(staff, furnished):
    reading = QuarantinedReading.objects.get()
    assert "approve-this" in page(staff, reading)
    press(staff, reading, "approve-this")
    reading.refresh_from_db()
    assert reading.decision == "approved"
    assert "approve-this" not in page(staff, reading)


def test_button_is_for_those_who_may(client, furnished):
    clerk = factories.make_user("clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_quarantinedreading"))
    client.force_login(clerk)
    reading = QuarantinedReading.objects.get()
    assert "approve-this" not in page(client, reading)
    assert press(client, reading, "approve-this").status_code == 403
    reading.refresh_from_db()
    assert reading.decision == "waiting"


def test_family_is_told_on_one_page(staff, furnished):
    factories.make_reading(furnished, "1310.42")
    text = page(staff, furnished.tenant)
    for each in ("1\N{NARROW NO-BREAK SPACE}310.42", "Banque du Test", "obt_", "Invitations"):
        assert each in text


@pytest.mark.parametrize("status", ["healthy", "error"])
def test_run_begins_with_what_went_wrong(staff, furnished, status):
    run = factories.make_run()
    factories.make_outcome(run, furnished.connection, message="As planned.")
    other = factories.make_connection(furnished.connection.powens_user)
    factories.make_outcome(run, other, status=status, message="Gone dark.")
    rows = staff.get(f"{ADMIN}syncrun/{run.pk}/change/").context["story"]["outcomes"]["rows"]
    assert rows[0][-1] == ("Gone dark." if status == "error" else "As planned.")


def test_pages_cost_the_same_however_much_there_is(staff, furnished, django_assert_max_num_queries):
    for number in range(4):
        user = factories.make_user(f"member-{number}")
        furnish(factories.make_tenant(f"family-{number}", user), user)
        account = factories.make_account(furnished.connection)
        factories.make_balance(account, "1")
        factories.make_transaction(furnished, "1")
        factories.make_outcome(factories.make_run(), furnished.connection)
    for row in (furnished, furnished.connection, furnished.tenant):
        with django_assert_max_num_queries(32):
            page(staff, row)
