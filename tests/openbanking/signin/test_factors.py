"""Second factors: asked of staff, offered to members, their secrets encrypted."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.fernet import Fernet
from django.contrib.auth.models import Group
from django.core.management import call_command

from config.environment import Environment
from config.sign_in import VARIABLES
from config.sign_in import settings as settings_of
from openbanking.fields.encryption import Secret
from tests import factories
from tests.openbanking.signin.signing_in import PASSWORD, is_in, sign_in, signed_in

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code() -> str:
    """Return what an app shows now."""
    return str(format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time())))))


@pytest.fixture
def root(db, settings):
    settings.STAFF_MFA = "required"
    return factories.make_user("root", is_staff=True, is_superuser=True)


@pytest.mark.parametrize("page", ["/admin/", "/", "/contracts/"])
def test_staff_without_a_second_factor_get_no_further(client, root, page):
    sign_in(client, "root")
    assert client.get(page)["Location"] == "/account/security/?needed"


def test_operations_refuse_staff_without_a_second_factor(client, root):
    sign_in(client, "root")
    answer = client.get("/api/openbanking/tenants/list/v1")
    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


def test_token_of_staff_asks_for_no_second_factor(client, root):
    bearer = f"Bearer {factories.make_token(root)}"
    answer = client.get("/api/openbanking/tenants/list/v1", headers={"authorization": bearer})
    assert answer.status_code == 200


def test_staff_may_do_without_where_it_is_optional(client, root, settings):
    settings.STAFF_MFA = "optional"
    sign_in(client, "root")
    assert client.get("/admin/").status_code == 200


def test_members_may_do_without(client, root, alice, alices):
    sign_in(client, "alice")
    assert client.get("/").status_code == 200


def test_password_alone_is_not_enough_once_there_is_an_app(client, root):
    TOTP.activate(root, SECRET)
    assert sign_in(client, "root")["Location"] == "/account/security/authenticate/"
    assert not is_in(client)


def test_staff_with_the_code_of_their_app_get_in(client, root):
    TOTP.activate(root, SECRET)
    sign_in(client, "root")
    client.post("/account/security/authenticate/", {"code": code()})
    assert client.get("/admin/").status_code == 200


def test_code_opens_once(client, root):
    TOTP.activate(root, SECRET)
    used = code()
    sign_in(client, "root")
    client.post("/account/security/authenticate/", {"code": used})
    client.post("/logout/")
    sign_in(client, "root")
    client.post("/account/security/authenticate/", {"code": used})
    assert not is_in(client)


def test_code_opens_once_for_as_long_as_clocks_may_be_off(client, root, monkeypatch):
    TOTP.activate(root, SECRET)
    *_, latest = yield_hotp_counters_from_time()
    early = format_hotp_value(hotp_value(SECRET, latest))
    sign_in(client, "root")
    client.post("/account/security/authenticate/", {"code": early})
    assert is_in(client)
    client.post("/logout/")
    later = time.time() + 31
    monkeypatch.setattr("time.time", lambda: later)
    sign_in(client, "root")
    client.post("/account/security/authenticate/", {"code": early})
    assert not is_in(client)


def test_recovery_code_opens_once(client, alice):
    TOTP.activate(alice, SECRET)
    first = RecoveryCodes.activate(alice).get_unused_codes()[0]
    for expected in (True, False):
        sign_in(client, "alice")
        client.post("/account/security/authenticate/", {"code": first})
        assert is_in(client) is expected
        client.post("/logout/")


def test_secret_of_an_app_is_encrypted(alice):
    TOTP.activate(alice, SECRET)
    kept = Authenticator.objects.get().data["secret"]
    assert SECRET not in kept
    assert Secret(kept).reveal() == SECRET


@pytest.mark.parametrize(
    "page", ["totp/activate/", "webauthn/add/", "recovery-codes/generate/", "totp/deactivate/"]
)
def test_second_factor_is_changed_after_the_password_was_given_again(client, alice, page):
    TOTP.activate(alice, SECRET)
    client.force_login(alice)
    signed_in(client, ago=601)
    assert "/account/confirm/" in client.get(f"/account/security/{page}")["Location"]


def test_password_given_again_leads_on(client, alice):
    client.force_login(alice)
    signed_in(client, ago=601)
    wanted = "/account/security/totp/activate/"
    answer = client.post(f"/account/confirm/?next={wanted}", {"password": PASSWORD, "next": wanted})
    assert answer["Location"] == wanted
    assert client.get(wanted).status_code == 200


def test_who_signed_in_a_moment_ago_is_not_asked_again(client, alice):
    sign_in(client, "alice")
    assert client.get("/account/security/totp/activate/").status_code == 200


def test_few_codes_are_tried_from_however_many_addresses(client, root):
    TOTP.activate(root, SECRET)
    sign_in(client, "root")
    for number in range(5):
        client.post(
            "/account/security/authenticate/",
            {"code": f"12345{number}"},
            REMOTE_ADDR=f"192.0.2.{number}",
        )
    client.post("/account/security/authenticate/", {"code": code()})
    assert not is_in(client)


def test_secrets_of_factors_are_brought_under_a_new_key(alice, settings):
    TOTP.activate(alice, SECRET)
    codes = RecoveryCodes.activate(alice).get_unused_codes()
    old, new = settings.FIELD_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    settings.FIELD_ENCRYPTION_KEYS = [new, old]
    call_command("rotate_keys")
    settings.FIELD_ENCRYPTION_KEYS = [new]
    found = {each.type: each.wrap() for each in Authenticator.objects.all()}
    assert found["totp"].validate_code(code())
    assert found["recovery_codes"].get_unused_codes() == codes


@pytest.mark.parametrize(
    ("said", "debug", "meant"),
    [("", False, "required"), ("", True, "optional"), ("optional", False, "optional")],
)
def test_second_factor_is_required_of_staff_unless_debug(monkeypatch, said, debug, meant):
    monkeypatch.setenv("STAFF_MFA", said)
    env = Environment(SECURE_SSL_REDIRECT=(bool, False), **VARIABLES)
    assert settings_of(env, debug=debug)["STAFF_MFA"] == meant


def test_lost_factors_are_removed_and_sessions_end_with_them(client, root):
    TOTP.activate(root, SECRET)
    sign_in(client, "root")
    client.post("/account/security/authenticate/", {"code": code()})
    call_command("forget_second_factors", "root")
    assert not Authenticator.objects.exists()
    assert client.get("/admin/").status_code == 302
    assert sign_in(client, "root")["Location"] == "/"


class TestForgotten:
    """By an administrator, on the page of a person."""

    @pytest.fixture
    def administrator(self, client, db):
        person = factories.make_user("dana", is_staff=True)
        person.groups.add(Group.objects.get(name="Administrator"))
        client.force_login(person)
        return client

    def press(self, browser, person):
        return browser.post(
            f"/admin/openbanking/user/{person.pk}/forget-factors-this/", {"_form_submitted": "on"}
        )

    def test_those_of_a_member_are_removed(self, administrator, alice):
        TOTP.activate(alice, SECRET)
        assert self.press(administrator, alice)["HX-Redirect"]
        assert not Authenticator.objects.exists()

    def test_those_of_a_superuser_are_left_to_superusers(self, administrator, root, settings):
        settings.STAFF_MFA = "optional"
        TOTP.activate(root, SECRET)
        self.press(administrator, root)
        assert Authenticator.objects.exists()

    def test_nothing_is_offered_where_there_are_none(self, administrator, alice):
        page = f"/admin/openbanking/user/{alice.pk}/change/"
        assert "forget-factors-this" not in administrator.get(page).content.decode()
        TOTP.activate(alice, SECRET)
        assert "forget-factors-this" in administrator.get(page).content.decode()
