"""What people are told by mail of their account, in their language, and what no mail says."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client

from openbanking.models import ApiToken
from openbanking.signin import notices
from tests.openbanking.signin.signing_in import is_in, sign_in


@pytest.fixture(autouse=True)
def mails_are_sent(settings):
    settings.MAILS_ARE_SENT = True
    settings.SITE_URL = "https://bank.example.org"


@pytest.fixture
def person(alice):
    alice.email = "alice@example.org"
    alice.save()
    return alice


def subjects(mailbox):
    return [each.subject for each in mailbox]


def test_new_device_is_told_once(client, person, mailoutbox):
    for _ in range(2):
        sign_in(client, "alice")
        client.post("/logout/")
    assert subjects(mailoutbox) == [notices.NEW_DEVICE]
    assert "Device: Firefox, Linux" in mailoutbox[0].body
    assert "https://bank.example.org/account/security/" in mailoutbox[0].body


def test_each_device_is_new_to_each_person(client, person, bob, mailoutbox):
    sign_in(client, "bob")
    client.post("/logout/")
    sign_in(client, "alice")
    sign_in(Client(), "alice")
    assert subjects(mailoutbox) == [notices.NEW_DEVICE] * 2


def test_mail_is_in_the_language_of_the_person(client, person, mailoutbox):
    person.language = "de"
    person.save()
    sign_in(client, "alice")
    assert "neuen Gerät" in mailoutbox[0].subject


def test_new_token_is_told_and_never_shown(person, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        _, text = ApiToken.objects.issue(user=person)
    assert subjects(mailoutbox) == [notices.NEW_TOKEN]
    assert text[:10] not in mailoutbox[0].body


def test_new_role_on_the_staff_is_told_and_signs_out(
    client, person, mailoutbox, django_capture_on_commit_callbacks
):
    sign_in(client, "alice")
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        person.is_staff = True
        person.save()
    assert subjects(mailoutbox) == [notices.NEW_ROLE]
    assert client.get("/").status_code == 302


def test_wider_role_of_staff_is_told(person, mailoutbox, django_capture_on_commit_callbacks):
    person.is_staff = True
    person.save()
    with django_capture_on_commit_callbacks(execute=True):
        person.groups.add(Group.objects.get(name="Operator"))
    assert subjects(mailoutbox) == [notices.NEW_ROLE]


def test_change_of_a_name_is_not_told(person, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        person.first_name = "Alice"
        person.save()
    assert mailoutbox == []


def test_every_notice_of_second_factors_has_words():
    assert {f"mfa/email/{name}" for name in ("totp_activated", "webauthn_added")} <= set(
        notices.OF_ALLAUTH
    )
    assert Authenticator.Type.values == ["recovery_codes", "totp", "webauthn"]


def test_mail_server_that_does_not_answer_stops_nobody(client, person, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    sign_in(client, "alice")
    assert is_in(client)
    assert "alice@example.org" not in caplog.text
