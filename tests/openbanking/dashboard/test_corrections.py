"""Corrections in place: a category and a note, by those who administer the family."""

from __future__ import annotations

import pytest

from openbanking.models import Membership
from tests import factories
from tests.openbanking.dashboard.reading import HTMX

HERE = "/families/alices/transactions/"


@pytest.fixture
def administrator(member, alice):
    Membership.objects.filter(user=alice).update(role=Membership.Role.ADMIN)
    return member


@pytest.fixture
def paid(account):
    return factories.make_transaction(account, "-5", simplified_wording="Bakery", category="food")


def correct(client, paid, **given):
    headers = given.pop("headers", {})
    return client.post(f"{HERE}{paid.pk}/correct/", given, headers=headers)


def test_correction_is_kept_and_leads_back_to_where_it_was_made(administrator, paid):
    answer = correct(administrator, paid, category="work", note="Breakfast", next=f"{HERE}?text=bak")
    assert answer["Location"] == f"{HERE}?text=bak#transaction-{paid.pk}"
    paid.refresh_from_db()
    assert (paid.own_category, paid.note) == ("work", "Breakfast")


def test_corrected_line_alone_is_shown_to_htmx(administrator, paid):
    text = correct(administrator, paid, category="work", note="", headers=HTMX).content.decode()
    assert text.lstrip().startswith('<li class="line')
    assert ">work</a>" in text
    assert "Saved." in text


def test_empty_fields_take_corrections_back(administrator, paid):
    correct(administrator, paid, category="work", note="Breakfast")
    correct(administrator, paid, category="", note="")
    paid.refresh_from_db()
    assert (paid.own_category, paid.note) == ("", "")


def test_form_is_only_shown_to_those_who_may_correct(client, administrator, paid, bob, alices):
    assert 'class="correct"' in administrator.get(HERE).content.decode()
    alices.memberships.create(user=bob)
    client.force_login(bob)
    assert 'class="correct"' not in client.get(HERE).content.decode()


def test_viewer_cannot_correct(member, paid):
    assert correct(member, paid, category="work").status_code == 403
    paid.refresh_from_db()
    assert paid.own_category == ""


def test_refusal_is_said_beside_the_form(member, paid):
    answer = correct(member, paid, category="work", headers=HTMX)
    assert answer["HX-Retarget"] == f"#outcome-{paid.pk}"
    assert 'role="alert"' in answer.content.decode()


def test_transaction_of_another_family_is_not_there(administrator, bobs, bob):
    theirs = factories.make_account(factories.make_connection(factories.make_powens_user(bobs, bob)))
    paid = factories.make_transaction(theirs, "-5")
    assert correct(administrator, paid, category="work").status_code == 404


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(administrator, paid, elsewhere):
    answer = correct(administrator, paid, category="work", next=elsewhere)
    assert answer["Location"].startswith(HERE)
