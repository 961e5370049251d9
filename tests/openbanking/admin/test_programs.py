"""Staff make programs known that may ask people to be let in."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.hashers import check_password
from oauth2_provider.models import Application

from openbanking.models import ApiToken
from tests.openbanking.oauth.client import make_application

LIST = "/admin/oauth2_provider/application/"
BACK = "https://app.example.org/back"


def make(browser, **given):
    sent = {"name": "Books", "redirect_uris": BACK, "client_type": "public", **given}
    return browser.post(f"{LIST}add/", sent)


def test_public_program_is_known_by_its_id(staff):
    page = make(staff).content.decode()
    application = Application.objects.get()
    assert application.client_id in page
    assert "secret" not in page.lower()
    assert application.authorization_grant_type == Application.GRANT_AUTHORIZATION_CODE


def test_secret_of_a_confidential_program_is_shown_once_and_kept_as_a_hash(staff):
    answer = make(staff, client_type="confidential")
    application = Application.objects.get()
    texts = [part.split("<")[0] for part in answer.content.decode().split("<code>")[1:]]
    assert "no-store" in answer["Cache-Control"]
    assert any(check_password(text, application.client_secret) for text in texts)
    page = staff.get(f"{LIST}{application.pk}/change/").content.decode()
    assert not any(check_password(text, application.client_secret) for text in page.split())


def test_several_addresses_are_taken_one_a_line(staff):
    make(staff, redirect_uris=f"{BACK}\r\nhttp://127.0.0.1/back")
    assert Application.objects.get().redirect_uris == f"{BACK} http://127.0.0.1/back"


@pytest.mark.parametrize("uri", ["http://app.example.org/back", "javascript:alert(1)", "books://back"])
def test_address_that_others_can_read_is_refused(staff, uri):
    answer = make(staff, redirect_uris=uri)
    assert answer.context["adminform"].form.errors.keys() == {"redirect_uris"}
    assert not Application.objects.exists()


def test_list_says_how_many_people_let_a_program_in(staff, alice):
    application = make_application()
    ApiToken.objects.write(
        user=alice,
        application=application,
        digest="0" * 64,
        family="01923f5e-7c1a-7b2e-9d34-5f6a7b8c9d0e",
    )
    assert "1 person" in staff.get(LIST).content.decode()


def test_nothing_else_of_the_toolkit_is_shown():
    shown = {
        model.__name__ for model in admin.site._registry if model._meta.app_label == "oauth2_provider"
    }
    assert shown == {"Application"}
