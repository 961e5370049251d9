"""Staff make tokens for members; one is shown once, and gives nobody what they may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from openbanking.access.groups import groups
from openbanking.models import ApiToken, AuditEntry
from tests import factories
from tests.conftest import Api

ADD = "/admin/openbanking/apitoken/add/"


@pytest.fixture
def administrator(client, db):
    """Somebody who may make tokens, and is no superuser."""
    person = factories.make_user("administrator", is_staff=True)
    person.groups.set(Group.objects.filter(name="Administrator"))
    client.force_login(person)
    return client


def make(browser, person, **given):
    return browser.post(ADD, {"user": str(person.pk), "name": "Books", "days": "90", **given})


def text_of(answer):
    """Return the token that a page shows."""
    (found,) = [word for word in answer.content.decode().split("code>") if word.startswith("obt_")]
    return found.removesuffix("</")


def test_token_is_shown_once_and_opens(administrator, alice, account):
    answer = make(administrator, alice)
    text = text_of(answer)
    assert "no-store" in answer["Cache-Control"]
    assert Api(text).get("openbanking.accounts.get", accountId=str(account.pk)).status_code == 200
    (token,) = ApiToken.objects.all()
    for address in ("", f"{token.pk}/change/"):
        assert text not in administrator.get(f"/admin/openbanking/apitoken/{address}").content.decode()


def test_it_is_as_narrow_as_was_chosen(administrator, alice, account):
    other = factories.make_account(account.connection)
    api = Api(text_of(make(administrator, alice, accounts=[account.pk], groups=["balances:read"])))
    assert api.get("openbanking.balances.get", accountId=str(account.pk)).status_code == 200
    assert api.get("openbanking.balances.get", accountId=str(other.pk)).status_code == 404
    assert api.get("openbanking.accounts.get", accountId=str(account.pk)).status_code == 403


def test_it_is_for_the_families_that_were_chosen(administrator, alice, alices):
    factories.make_tenant("others", alice)
    make(administrator, alice, tenants=[alices.pk])
    assert [*ApiToken.objects.get().tenants.all()] == [alices]


@pytest.mark.parametrize(("days", "expires"), [("3", True), ("0", False)])
def test_it_is_good_for_as_long_as_was_chosen(administrator, alice, alices, days, expires):
    make(administrator, alice, days=days)
    expires_at = ApiToken.objects.get().expires_at
    assert (expires_at is not None) == expires
    assert expires_at is None or timedelta(2.9) < expires_at - timezone.now() <= timedelta(3)


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        (lambda alices, bobs, account: {"tenants": [bobs.pk]}, "tenants"),
        (lambda alices, bobs, account: {"tenants": [alices.pk], "accounts": [account.pk]}, "accounts"),
    ],
)
def test_nothing_is_opened_that_is_not_the_persons(
    administrator, alices, alice, bob, bobs, chosen, field
):
    theirs = factories.make_account(factories.make_connection(factories.make_powens_user(bobs, bob)))
    answer = make(administrator, alice, **chosen(alices, bobs, theirs))
    assert answer.context["adminform"].form.errors.keys() == {field}
    assert not ApiToken.objects.exists()


def test_what_is_about_a_family_is_not_to_be_had_for_an_account(administrator, alice, account):
    answer = make(administrator, alice, accounts=[account.pk], groups=["networth:read"])
    assert answer.context["adminform"].form.errors.keys() == {"groups"}


def test_token_of_somebody_else_on_the_staff_is_refused(administrator):
    root = factories.make_user("root", is_staff=True, is_superuser=True)
    answer = make(administrator, root)
    assert answer.context["adminform"].form.errors.keys() == {"user"}
    assert not ApiToken.objects.exists()


def test_superuser_makes_tokens_for_anybody(staff):
    prometheus = factories.make_user("prometheus", is_staff=True)
    assert make(staff, prometheus).status_code == 200
    assert ApiToken.objects.get().user == prometheus


def test_who_is_limited_makes_none(administrator, alice, alices):
    person = factories.make_user("limited", is_staff=True, is_limited=True)
    person.groups.set(Group.objects.filter(name="Administrator"))
    person.works_for.set([alices])
    administrator.force_login(person)
    assert make(administrator, alice).status_code == 403


def test_operator_makes_none(client, alice, alices):
    person = factories.make_user("operator", is_staff=True)
    person.groups.set(Group.objects.filter(name="Operator"))
    client.force_login(person)
    assert make(client, alice).status_code == 403


def test_it_is_in_the_audit_of_the_family(administrator, alice, alices):
    make(administrator, alice)
    entry = AuditEntry.objects.get(operation="tokens.made")
    assert (entry.user.username, entry.channel, entry.tenant) == (
        "administrator",
        "admin",
        str(alices.pk),
    )


def test_page_of_a_token_says_what_it_opens(administrator, alice, account):
    keys = sorted(groups()["balances:read"].keys)
    token, _ = ApiToken.objects.issue(user=alice, name="Books", operations=keys, accounts=[account])
    page = administrator.get(f"/admin/openbanking/apitoken/{token.pk}/change/").content.decode()
    for words in ("Reads: Balances", str(account), "Books"):
        assert words in page


def test_end_of_a_token_is_changed_and_nothing_else(administrator, alice, alices):
    token, _ = ApiToken.objects.issue(user=alice, name="Books", tenants=[alices])
    sent = {"expires_at_0": "2027-01-01", "expires_at_1": "00:00:00", "name": "Other"}
    administrator.post(f"/admin/openbanking/apitoken/{token.pk}/change/", sent)
    token.refresh_from_db()
    assert (token.expires_at is not None, token.name) == (True, "Books")
    assert [*token.tenants.all()] == [alices]
