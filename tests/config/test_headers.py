"""What pages tell browsers, and the cookies they give them."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from config import browsers
from config.environment import Environment
from tests import factories

PAGES = ["/", "/login/", "/contracts/", "/admin/"]


@pytest.fixture
def root(client, db):
    client.force_login(factories.make_user("root", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def environment(monkeypatch):
    """Give settings as an environment has them: `environment(SITE_URL="")`."""

    def environment(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return Environment(**browsers.VARIABLES, SITE_URL=(str, ""), OIDC_ISSUER=(str, ""))

    return environment


@pytest.mark.parametrize("path", PAGES)
def test_page_uses_no_device_and_is_embedded_nowhere(root, path):
    answer = root.get(path)
    assert "camera=()" in answer["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("debug", [True, False])
def test_cookies_are_of_this_host_over_https_alone_unless_debug(environment, debug):
    made = browsers.settings(environment(), debug=debug, proxies=0)
    for each in ("SESSION", "CSRF", "LANGUAGE"):
        assert made[f"{each}_COOKIE_SECURE"] is not debug
        assert made[f"{each}_COOKIE_NAME"].startswith("__Host-") is not debug
        assert made[f"{each}_COOKIE_HTTPONLY"] is True
        assert made[f"{each}_COOKIE_SAMESITE"] == "Lax"


def test_cookies_do_not_depend_on_the_redirect(environment):
    made = browsers.settings(environment(SECURE_SSL_REDIRECT="false"), debug=False, proxies=0)
    assert made["SESSION_COOKIE_SECURE"]


def test_session_cookie_has_what_browsers_ask_of_its_prefix(client, alice):
    answer = client.post("/login/", {"login": "alice", "password": "a password"})
    cookie = answer.cookies["__Host-sessionid"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_every_cookie_of_a_sign_in_is_of_this_host(client, alice):
    client.get("/login/")
    answer = client.post("/login/", {"login": "alice", "password": "a password"})
    given = {**client.cookies, **answer.cookies}
    assert {"__Host-sessionid", "__Host-device"} <= given.keys()
    assert all(name.startswith("__Host-") for name in given if name != "messages")


def test_https_is_remembered_by_browsers_that_came_over_it(client, db):
    assert "max-age=31536000" in client.get("/login/", secure=True)["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in client.get("/login/")


@pytest.mark.parametrize(
    ("proxies", "is_believed"), [(0, False), (1, True)], ids=["without a proxy", "behind one"]
)
def test_scheme_is_what_a_proxy_of_ours_says(client, db, environment, proxies, is_believed):
    made = browsers.settings(environment(), debug=False, proxies=proxies)
    with override_settings(SECURE_PROXY_SSL_HEADER=made["SECURE_PROXY_SSL_HEADER"]):
        answer = client.get("/login/", headers={"X-Forwarded-Proto": "https"})
    assert ("Strict-Transport-Security" in answer) is is_believed


@pytest.mark.parametrize(("proxies", "status"), [(0, 403), (1, 200)])
def test_forms_behind_a_proxy_that_ends_tls_need_its_word(db, environment, settings, proxies, status):
    given = browsers.settings(environment(), debug=False, proxies=proxies)
    settings.SECURE_PROXY_SSL_HEADER = given["SECURE_PROXY_SSL_HEADER"]
    said = {"host": "testserver", "x-forwarded-proto": "https"}
    client = Client(enforce_csrf_checks=True, headers=said | {"origin": "https://testserver"})
    client.cookies[settings.CSRF_COOKIE_NAME] = token = "a" * 32
    form = {"login": "alice", "password": "wrong", "csrfmiddlewaretoken": token}
    assert client.post("/login/", form).status_code == status
