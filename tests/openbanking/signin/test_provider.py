"""Sign-in by an identity provider, against one that listens on this machine."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment
from config.sign_in import VARIABLES
from config.sign_in import settings as settings_of
from openbanking.models import User
from tests.openbanking.signin import oidc
from tests.openbanking.signin.signing_in import is_in, signed_in

LOGIN = "/account/oidc/sso/login/"
ALICE = {"sub": "a-1", "email": "alice@office.example", "email_verified": True, "name": "Alice"}


@pytest.fixture
def provider(settings, monkeypatch):
    with oidc.running() as running:
        monkeypatch.setenv("OIDC_ISSUER", running.issuer)
        monkeypatch.setenv("OIDC_CLIENT_ID", oidc.CLIENT)
        monkeypatch.setenv("OIDC_CLIENT_SECRET", oidc.SECRET)
        monkeypatch.setenv("OIDC_NAME", "our office")
        env = Environment(SECURE_SSL_REDIRECT=(bool, False), **VARIABLES)
        settings.SOCIALACCOUNT_PROVIDERS = settings_of(env, debug=False)["SOCIALACCOUNT_PROVIDERS"]
        running.claims = ALICE
        yield running


@pytest.fixture
def person(alice):
    alice.email = "Alice@office.example"
    alice.save()
    return alice


def through(client, provider, **query):
    """Go to the provider and back, as a browser does."""
    away = client.get(LOGIN, query)["Location"]
    assert away.startswith(f"{provider.issuer}/authorize?")
    back = requests.get(away, allow_redirects=False, timeout=5).headers["Location"]
    at = urlsplit(back)
    assert (at.netloc, at.path) == ("testserver", f"{LOGIN}callback/")
    return client.get(f"{at.path}?{at.query}")


def test_login_offers_the_provider(client, provider, db):
    page = client.get("/login/?next=/contracts/").content.decode()
    assert "Sign in with our office" in page
    assert f"{LOGIN}?process=login&amp;next=%2Fcontracts%2F" in page


def test_login_without_a_provider_offers_none(client, db):
    assert "/account/oidc/" not in client.get("/login/").content.decode()
    assert client.get(LOGIN).status_code == 404


def test_somebody_known_by_their_verified_address_gets_in(client, provider, person):
    answer = through(client, provider, next="/contracts/")
    assert answer["Location"] == "/contracts/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_somebody_is_known_by_the_provider_once_their_address_changed(client, provider, person):
    through(client, provider)
    client.post("/logout/")
    provider.claims = ALICE | {"email": "alice.miller@office.example"}
    through(client, provider)
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email": "mallory@office.example"},
        {"email": None},
    ],
)
def test_somebody_else_gets_no_further_and_is_not_made(client, provider, person, claims):
    provider.claims = ALICE | {"sub": "m-2"} | claims
    answer = through(client, provider)
    assert answer.status_code == 403
    assert not is_in(client)
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)


def test_address_that_two_people_have_opens_neither(client, provider, person, bob):
    bob.email = "alice@office.example"
    bob.save()
    assert through(client, provider).status_code == 403
    assert not is_in(client)


def test_somebody_inactive_is_not_let_in(client, provider, person):
    through(client, provider)
    client.post("/logout/")
    person.is_active = False
    person.save()
    through(client, provider)
    assert not is_in(client)


def test_second_factor_is_asked_for_all_the_same(client, provider, person):
    TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert through(client, provider)["Location"] == "/account/security/authenticate/"
    assert not is_in(client)


def test_staff_need_a_factor_of_this_service(client, provider, person, settings):
    settings.STAFF_MFA = "required"
    User.objects.filter(pk=person.pk).update(is_staff=True)
    through(client, provider)
    assert client.get("/admin/")["Location"] == "/account/security/?needed"


def test_answer_of_another_browser_is_refused(client, provider, person):
    away = client.get(LOGIN)["Location"]
    back = urlsplit(requests.get(away, allow_redirects=False, timeout=5).headers["Location"])
    client.cookies.clear()
    client.get(f"{back.path}?{back.query}")
    assert not is_in(client)


def test_code_opens_once(client, provider, person):
    away = client.get(LOGIN)["Location"]
    back = urlsplit(requests.get(away, allow_redirects=False, timeout=5).headers["Location"])
    provider.codes.clear()
    answer = client.get(f"{back.path}?{back.query}")
    assert "You are not signed in" in answer.content.decode()
    assert not is_in(client)


def test_who_stops_at_the_provider_is_told(client, provider, person):
    provider.refuses = "access_denied"
    answer = through(client, provider)
    page = client.get(answer["Location"]) if answer.status_code == 302 else answer
    assert "You stopped at the identity provider." in page.content.decode()


def test_provider_that_does_not_answer_is_told_of(client, provider, person):
    away = client.get(LOGIN)["Location"]
    back = urlsplit(requests.get(away, allow_redirects=False, timeout=5).headers["Location"])
    provider.shutdown()
    provider.server_close()
    answer = client.get(f"{back.path}?{back.query}")
    assert "The identity provider refused, or does not answer" in answer.content.decode()


def test_provider_that_is_not_there_is_told_of(client, provider, person):
    provider.shutdown()
    provider.server_close()
    assert client.get(LOGIN).status_code == 502


def test_account_is_not_connected_to_whoever_the_provider_knows_by_a_link(client, provider, bob):
    client.force_login(bob)
    assert client.get(LOGIN, {"process": "connect"}).status_code == 404


def test_account_is_disconnected_after_the_password_was_said_again(client, provider, person):
    through(client, provider)
    account = SocialAccount.objects.get()
    signed_in(client, ago=601)
    answer = client.post("/account/provider/", {"account": account.pk})
    assert answer["Location"].startswith("/account/confirm/")
    signed_in(client, ago=0)
    client.post("/account/provider/", {"account": account.pk})
    assert not SocialAccount.objects.exists()


def test_issuer_without_a_client_stops_the_start(monkeypatch):
    monkeypatch.setenv("OIDC_ISSUER", "https://login.example.org")
    env = Environment(SECURE_SSL_REDIRECT=(bool, False), **VARIABLES)
    with pytest.raises(ImproperlyConfigured, match="OIDC_CLIENT_ID"):
        settings_of(env, debug=False)
