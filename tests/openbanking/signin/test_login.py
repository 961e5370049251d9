"""The login: who gets in, where they go, and what a session is worth."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import identify_hasher
from django.test import Client

from config import sign_in as settings_of
from openbanking.signin.sessions import SINCE
from tests import factories
from tests.openbanking.signin.signing_in import is_in, sign_in, signed_in


def test_right_password_leads_where_one_wanted_to_go(client, alice):
    answer = sign_in(client, "alice", next="/contracts/")
    assert (answer.status_code, answer["Location"]) == (302, "/contracts/")
    assert is_in(client)


@pytest.mark.parametrize(("name", "password"), [("alice", "wrong"), ("nobody", "a password")])
def test_wrong_password_and_unknown_name_are_answered_alike(client, alice, name, password):
    answer = sign_in(client, name, password)
    errors = answer.context["form"].non_field_errors()
    assert errors == ["User name and password do not match. Both are case-sensitive."]


def test_login_leads_to_no_other_site(client, alice):
    assert sign_in(client, "alice", next="https://elsewhere.example/")["Location"] == "/"


def test_session_has_another_key_once_signed_in(client, alice, settings):
    client.get("/login/")
    session = client.session
    session["before"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = before = session.session_key
    sign_in(client, "alice")
    assert client.session.session_key != before


def test_admin_has_no_login_of_its_own(client, db):
    answer = client.get("/admin/login/?next=/admin/")
    assert answer["Location"] == "/login/?next=%2Fadmin%2F"


def test_nobody_signs_up(client, db):
    assert client.get("/account/signup/").status_code == 404


def test_session_of_staff_ends_in_time(client, db, settings):
    settings.STAFF_SESSION_HOURS = 2
    factories.make_user("root", is_staff=True)
    sign_in(client, "root")
    signed_in(client, ago=2 * 3600)
    assert client.get("/admin/")["Location"].startswith("/admin/login/")


def test_session_from_before_they_were_listed_is_over(client, alice, alices):
    sign_in(client, "alice")
    session = client.session
    del session[SINCE]
    session.save()
    assert client.get("/")["Location"].startswith("/login/")


def test_session_of_a_member_outlives_that_of_staff(client, alice, alices, settings):
    settings.STAFF_SESSION_HOURS = 1
    sign_in(client, "alice")
    signed_in(client, ago=2 * 3600)
    assert client.get("/").status_code == 200


def test_devices_are_listed_by_what_they_are(client, alice):
    sign_in(client, "alice")
    assert "Firefox, Linux" in client.get("/account/sessions/").content.decode()


def test_all_devices_are_signed_out_at_once(client, alice):
    phone = Client()
    sign_in(phone, "alice")
    sign_in(client, "alice")
    client.post("/account/sessions/end/")
    assert not UserSession.objects.exists()
    assert (is_in(client), phone.get("/").status_code) == (False, 302)


def test_other_devices_are_signed_out_and_this_one_is_not(client, alice):
    phone = Client()
    sign_in(phone, "alice")
    sign_in(client, "alice")
    client.post("/account/sessions/")
    assert (is_in(client), phone.get("/").status_code) == (True, 302)


def test_demonstration_signs_in_with_one_click(client, alice, settings):
    settings.DEMO_PASSWORD = "a password"
    page = client.get("/login/").content.decode()
    assert '<input type="hidden" name="login" value="alice">' in page
    sign_in(client, "alice", settings.DEMO_PASSWORD)
    assert is_in(client)


def test_login_names_nobody_outside_the_demonstration(client, alice):
    assert "alice" not in client.get("/login/").content.decode()


def test_passwords_are_kept_as_argon2(alice, settings):
    settings.PASSWORD_HASHERS = settings_of.PASSWORDS["PASSWORD_HASHERS"]
    alice.set_password("three odd trombones")
    assert identify_hasher(alice.password).algorithm == "argon2"


def test_password_is_changed_in_the_admin_as_everywhere(staff):
    assert staff.get("/admin/password_change/")["Location"] == "/account/password/"
