"""Who asks for power, or for what is secret, says who they are, unless they did a moment ago."""

from __future__ import annotations

import pytest
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.contrib.auth.models import Group

from openbanking.models import ApiToken, AuditEntry, Membership, PowensApplication, User
from tests import factories
from tests.openbanking.admin.conftest import IBAN, furnish
from tests.openbanking.admin.test_exports import exported
from tests.openbanking.signin.signing_in import PASSWORD, is_in, signed_in

CONFIRM = "/account/confirm/"
LONG = 601  # seconds since the sign-in, and too many
TOO_LONG = 1201  # the same for a form that was opened in time
NEW_PASSWORD = {"password1": "three odd trombones", "password2": "three odd trombones"}
GROUPED = "FR38 3000 6000 0112 3456 7890 000"


@pytest.fixture
def late(staff):
    """Staff who signed in a while ago."""
    signed_in(staff, ago=LONG)
    return staff


def person_page(person):
    return f"/admin/openbanking/user/{person.pk}/change/"


def rights_of(person, **given):
    """Return what the form of a person sends."""
    joined = person.date_joined
    inline = {f"memberships-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    return {
        "username": person.username,
        "is_active": "on",
        "date_joined_0": f"{joined:%Y-%m-%d}",
        "date_joined_1": f"{joined:%H:%M:%S}",
        **inline,
        **given,
    }


def confirm(browser, asked):
    """Give the password on the page that asks, and return what comes of it."""
    assert asked["Location"].startswith(CONFIRM)
    wanted = asked.wsgi_request.get_full_path()
    return browser.post(CONFIRM, {"password": PASSWORD, "next": wanted})


def test_role_is_given_once_the_password_is_said_again(late, alice):
    sent = rights_of(alice, is_staff="on", groups=Group.objects.get(name="Viewer").pk)
    asked = late.post(person_page(alice), sent)
    assert not User.objects.get(username="alice").is_staff
    assert confirm(late, asked).status_code == 302
    assert User.objects.get(username="alice").is_staff


def test_wrong_password_gives_no_role(late, alice):
    late.post(person_page(alice), rights_of(alice, is_staff="on"))
    late.post(CONFIRM, {"password": "wrong", "next": person_page(alice)})
    assert not User.objects.get(username="alice").is_staff


def test_who_signed_in_a_moment_ago_is_not_asked(staff, alice):
    answer = staff.post(person_page(alice), rights_of(alice, is_staff="on"))
    assert not answer["Location"].startswith(CONFIRM)
    assert User.objects.get(username="alice").is_staff


def test_people_are_looked_at_without_it(late, alice):
    assert late.get(person_page(alice)).status_code == 200


def test_what_was_left_unconfirmed_is_not_done_later(late, alice):
    late.post(person_page(alice), rights_of(alice, is_staff="on"))
    asked = late.get(f"/admin/openbanking/user/{alice.pk}/password/")
    confirm(late, asked)
    assert not User.objects.get(username="alice").is_staff


@pytest.mark.parametrize(
    "page",
    ["user/add/", "powensapplication/add/", "alertendpoint/add/", "user/{alice}/password/"],
)
def test_form_that_takes_a_secret_is_shown_after_it(late, alice, page):
    address = f"/admin/openbanking/{page.format(alice=alice.pk)}"
    asked = late.get(address)
    assert confirm(late, asked)["Location"] == address
    assert late.get(address).status_code == 200


def test_form_that_was_opened_in_time_has_time_to_be_sent(late):
    sent = {"username": "dana", "password1": "three odd trombones", "password2": "three odd trombones"}
    late.post("/admin/openbanking/user/add/", {**sent, "usable_password": "true"})
    assert User.objects.filter(username="dana").exists()


def test_secret_that_was_sent_too_late_is_kept_nowhere(staff, alices):
    signed_in(staff, ago=TOO_LONG)
    sent = {"tenant": alices.pk, "base_url": "https://a.example", "new_client_secret": "very secret"}
    asked = staff.post("/admin/openbanking/powensapplication/add/", sent)
    assert asked["Location"].startswith(CONFIRM)
    assert STATE_SESSION_KEY not in staff.session
    assert not PowensApplication.objects.exists()


def test_member_is_added_on_the_way_on_board_after_it(late, alice, bobs):
    address = f"/admin/openbanking/tenant/{bobs.pk}/onboarding/"
    asked = late.post(address, {"do": "add", "user": alice.pk, "role": "viewer"})
    assert not Membership.objects.filter(user=alice).exists()
    confirm(late, asked)
    assert Membership.objects.filter(user=alice, tenant=bobs).exists()


def test_token_lives_longer_after_it(late, alice):
    factories.make_token(alice, expires_at=factories.NOW)
    token = ApiToken.objects.get()
    address = f"/admin/openbanking/apitoken/{token.pk}/change/"
    asked = late.post(address, {"expires_at_0": "", "expires_at_1": ""})
    token.refresh_from_db()
    assert token.expires_at
    confirm(late, asked)
    token.refresh_from_db()
    assert token.expires_at is None


def test_factors_of_others_are_removed_after_it(late, alice):
    address = f"/admin/openbanking/user/{alice.pk}/forget-factors-this/"
    page = f"http://testserver{person_page(alice)}"
    asked = late.get(address, headers={"HX-Request": "true", "HX-Current-URL": page})
    assert asked["HX-Redirect"].startswith(CONFIRM)


def test_somebody_without_password_and_factor_signs_in_anew(client, alice, account, fresh_iban):
    alice.set_unusable_password()
    alice.save()
    client.force_login(alice)
    signed_in(client, ago=LONG)
    answer = client.get(f"/families/alices/accounts/{account.pk}/numbers/")
    assert answer["Location"].startswith("/login/?next=")
    assert not is_in(client)


class TestKnownByAProviderAlone:
    """Somebody with neither a password nor a factor here."""

    @pytest.fixture
    def person(self, client, alice):
        alice.set_unusable_password()
        alice.save()
        client.force_login(alice)
        return alice

    @pytest.mark.parametrize(
        "page",
        ["password/set/", "security/totp/activate/", "security/webauthn/add/"],
    )
    def test_what_opens_the_account_is_given_after_they_signed_in_anew(self, client, person, page):
        signed_in(client, ago=LONG)
        answer = client.get(f"/account/{page}")
        assert answer["Location"].startswith("/login/?next=")
        assert not is_in(client)

    def test_password_that_is_sent_on_an_old_session_is_not_taken(self, client, person):
        signed_in(client, ago=TOO_LONG)
        client.post("/account/password/set/", NEW_PASSWORD)
        person.refresh_from_db()
        assert not person.has_usable_password()

    def test_password_is_taken_from_who_signed_in_a_moment_ago(self, client, person):
        signed_in(client, ago=0)
        client.post("/account/password/set/", NEW_PASSWORD)
        person.refresh_from_db()
        assert person.has_usable_password()


@pytest.fixture
def furnished(alices, alice):
    return furnish(alices, alice)


@pytest.fixture
def fresh_iban(account):
    account.iban = GROUPED.replace(" ", "")
    account.save()


class TestNumbers:
    """Of accounts: their last four characters, until asked."""

    def test_page_of_a_member_has_the_end_alone(self, client, alice, account, fresh_iban):
        client.force_login(alice)
        page = client.get(f"/families/alices/accounts/{account.pk}/").content.decode()
        assert "IBAN ending in 0000" in page
        assert GROUPED not in page
        assert GROUPED.replace(" ", "") not in page

    def test_member_sees_them_after_it(self, client, alice, account, fresh_iban):
        client.force_login(alice)
        signed_in(client, ago=LONG)
        address = f"/families/alices/accounts/{account.pk}/numbers/"
        assert confirm(client, client.get(address))["Location"] == address
        assert GROUPED in client.get(address).content.decode()

    def test_page_of_the_admin_has_the_end_alone(self, staff, furnished):
        page = staff.get(f"/admin/openbanking/account/{furnished.pk}/change/").content.decode()
        assert "…\N{NO-BREAK SPACE}0189" in page
        assert furnished.iban not in page
        assert furnished.number not in page

    def test_staff_see_them_after_it_and_on_record(self, late, furnished):
        address = f"/admin/openbanking/account/{furnished.pk}/change/?numbers"
        asked = late.get(address)
        assert not AuditEntry.objects.filter(operation="admin.numbers.account").exists()
        confirm(late, asked)
        assert IBAN in late.get(address).content.decode()
        entry = AuditEntry.objects.get(operation="admin.numbers.account")
        assert (entry.account, entry.tenant) == (str(furnished.pk), str(furnished.tenant_id))

    def test_file_has_them_after_it(self, staff, furnished):
        signed_in(staff, ago=TOO_LONG)
        answer = exported(staff, "account")
        assert answer["Location"].startswith(CONFIRM)

    def test_file_without_them_is_had_without_it(self, staff, furnished):
        signed_in(staff, ago=TOO_LONG)
        answer = exported(staff, "account", without=("accountcolumns_iban", "accountcolumns_number"))
        assert IBAN.encode() not in b"".join(answer.streaming_content)
