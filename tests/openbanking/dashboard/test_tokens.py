"""Members make and revoke tokens on a page of their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from openbanking.access.groups import groups
from openbanking.access.narrowing import BY_ACCOUNT
from openbanking.models import ApiToken, AuditEntry
from tests import factories
from tests.conftest import Api
from tests.openbanking.signin.signing_in import PASSWORD, signed_in

PAGE, NEW = "/settings/tokens/", "/settings/tokens/new/"


@pytest.fixture
def browser(client, alice, alices):
    client.force_login(alice)
    return client


def make(browser, **given):
    """Send the form, and return what it was answered with."""
    return browser.post(NEW, {"name": "Household book", "reach": "reading", "days": "90", **given})


def text_of(answer):
    """Return the token that a page shows."""
    (found,) = [word for word in answer.content.decode().split("code>") if word.startswith("obt_")]
    return found.removesuffix("</")


def test_token_is_shown_once_and_opens(browser, account):
    text = text_of(make(browser))
    assert Api(text).get("openbanking.accounts.get", accountId=str(account.pk)).status_code == 200
    assert text not in browser.get(PAGE).content.decode()


def test_page_with_a_token_is_kept_by_no_cache(browser):
    assert "no-store" in make(browser)["Cache-Control"]


def test_it_reads_and_changes_nothing_unless_more_is_chosen(browser):
    make(browser)
    reading = {key for name, group in groups().items() if name.endswith(":read") for key in group.keys}
    assert {*ApiToken.objects.get().operations} == reading


def test_everything_is_chosen_by_name(browser):
    make(browser, reach="everything")
    assert ApiToken.objects.get().operations == []


def test_only_what_is_ticked_is_opened(browser):
    make(browser, reach="some", groups=["balances:read", "alerts:write"])
    ticked = groups()["balances:read"].keys | groups()["alerts:write"].keys
    assert {*ApiToken.objects.get().operations} == {*ticked}


def test_nothing_ticked_makes_no_token_that_opens_everything(browser):
    answer = make(browser, reach="some")
    assert "Tick what it may do." in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_it_is_for_the_families_that_are_ticked(browser, alice, alices):
    factories.make_tenant("others", alice)
    make(browser, families=[str(alices.pk)])
    token = ApiToken.objects.get()
    assert ([*token.tenants.all()], token.every_tenant) == ([alices], False)


def test_family_of_somebody_else_is_not_offered(browser, alice, bobs):
    factories.make_tenant("others", alice)
    answer = make(browser, families=[str(bobs.pk)])
    assert answer.context["form"].errors.keys() == {"families"}
    assert not ApiToken.objects.exists()


def test_it_is_for_the_accounts_that_are_ticked(browser, account):
    other = factories.make_account(account.connection)
    api = Api(text_of(make(browser, accounts=[str(account.pk)])))
    assert api.get("openbanking.accounts.get", accountId=str(account.pk)).status_code == 200
    assert api.get("openbanking.accounts.get", accountId=str(other.pk)).status_code == 404
    assert {*ApiToken.objects.get().operations} < BY_ACCOUNT


def test_account_of_somebody_else_is_not_offered(browser, account, bob, bobs):
    theirs = factories.make_account(factories.make_connection(factories.make_powens_user(bobs, bob)))
    answer = make(browser, accounts=[str(theirs.pk)])
    assert answer.context["form"].errors.keys() == {"accounts"}


def test_account_of_a_family_that_is_not_ticked_is_named(browser, account, alice):
    others = factories.make_tenant("others", alice)
    answer = make(browser, families=[str(others.pk)], accounts=[str(account.pk)])
    assert answer.context["form"].errors.keys() == {"accounts"}


def test_what_is_about_a_family_is_not_to_be_had_for_an_account(browser, account):
    answer = make(browser, reach="some", groups=["networth:read"], accounts=[str(account.pk)])
    assert "None of this can be done for some accounts alone." in answer.content.decode()


@pytest.mark.parametrize(("days", "expires"), [("7", True), ("0", False)])
def test_it_is_good_for_as_long_as_was_chosen(browser, days, expires):
    make(browser, days=days)
    expires_at = ApiToken.objects.get().expires_at
    assert (expires_at is not None) == expires
    assert expires_at is None or timedelta(6.9) < expires_at - timezone.now() <= timedelta(7)


def test_what_the_setting_says_is_offered_first(browser, settings):
    settings.API_TOKEN_DAYS = 45
    page = browser.get(NEW).content.decode()
    assert '<option value="45" selected>45 days</option>' in page


def test_revoking_is_asked_first_and_acts_at_once(browser, alice):
    text = text_of(make(browser))
    address = f"{PAGE}{ApiToken.objects.get().pk}/revoke/"
    assert "Revoke Household book" in browser.get(address).content.decode()
    assert Api(text).get("openbanking.tenants.list").status_code == 200
    assert browser.post(address, follow=True).status_code == 200
    assert Api(text).get("openbanking.tenants.list").status_code == 401
    assert "Tokens that open nothing any more" in browser.get(PAGE).content.decode()


def test_token_of_somebody_else_is_neither_seen_nor_revoked(browser, bob):
    factories.make_token(bob, name="Theirs")
    token = ApiToken.objects.get()
    assert "Theirs" not in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_list_says_what_a_token_opens_and_when_and_from_where_it_was_used(browser, alice, account):
    ApiToken.objects.issue(
        user=alice,
        name="Till",
        operations=["openbanking.balances.get"],
        accounts=[account],
        last_used_at=timezone.now(),
        last_used_from="203.0.113.0/24",
        expires_at=None,
    )
    page = browser.get(PAGE).content.decode()
    for words in ("Reads: Balances", account.name, "from 203.0.113.0/24", "good until it is revoked"):
        assert words in page


def test_list_costs_the_same_however_many_tokens_there_are(
    browser, alice, account, django_assert_max_num_queries
):
    for _ in range(10):
        ApiToken.objects.issue(user=alice, accounts=[account])
    with django_assert_max_num_queries(12):
        browser.get(PAGE)


def test_stranger_is_led_to_the_login(client, db):
    for address in (PAGE, NEW):
        assert client.get(address)["Location"].startswith("/login/")


def test_who_signed_in_a_while_ago_says_who_they_are_before_a_token_is_made(browser):
    signed_in(browser, ago=601)
    asked = make(browser)
    assert asked["Location"].startswith("/account/confirm/")
    assert not ApiToken.objects.exists()
    made = browser.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert ApiToken.objects.count() == 1
    assert text_of(made)


def test_making_and_revoking_is_in_the_audit_of_the_family(browser, alice, alices):
    make(browser)
    browser.post(f"{PAGE}{ApiToken.objects.get().pk}/revoke/")
    found = AuditEntry.objects.filter(tenant=str(alices.pk), user=alice, operation__startswith="tokens.")
    assert sorted(found.values_list("operation", "channel")) == [
        ("tokens.made", "page"),
        ("tokens.revoked", "page"),
    ]
