"""`/.well-known/security.txt` (RFC 9116), and what the settings of it may say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from config import disclosure
from config.environment import Environment

ADDRESS = "/.well-known/security.txt"
pytestmark = pytest.mark.django_db


@pytest.fixture
def said(settings):
    """An operator who says whom to tell."""
    settings.SECURITY_CONTACT = ["mailto:security@example.org", "https://example.org/security"]
    settings.SECURITY_CONTACT_UNTIL = datetime(9999, 6, 30, 23, 59, 59, tzinfo=UTC)
    settings.SITE_URL = "https://bank.example.org/"
    return settings


@pytest.fixture
def read(monkeypatch):
    """Read the settings as they are given in the environment."""

    def read(contact, until):
        monkeypatch.setenv("SECURITY_CONTACT", contact)
        monkeypatch.setenv("SECURITY_CONTACT_UNTIL", until)
        return disclosure.settings(Environment(**disclosure.VARIABLES))

    return read


def test_file_says_whom_to_tell_and_until_when(client, said):
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "Contact: mailto:security@example.org",
        "Contact: https://example.org/security",
        "Expires: 9999-06-30T23:59:59Z",
        "Canonical: https://bank.example.org/.well-known/security.txt",
    ]


def test_service_that_does_not_know_its_address_names_none(client, said):
    said.SITE_URL = ""
    assert "Canonical" not in client.get(ADDRESS).content.decode()


def test_there_is_no_file_where_nobody_is_named(client, settings):
    settings.SECURITY_CONTACT, settings.SECURITY_CONTACT_UNTIL = [], None
    assert client.get(ADDRESS).status_code == 404


def test_there_is_none_after_its_day(client, said):
    said.SECURITY_CONTACT_UNTIL = timezone.now() - timedelta(seconds=1)
    assert client.get(ADDRESS).status_code == 404


def test_file_is_read_alone(client, said):
    assert client.post(ADDRESS).status_code == 405


def test_addresses_of_mail_become_such_and_all_keep_their_order(read):
    found = read("https://example.org/security, security+bank@example.org,tel:+33-1-00", "2027-06-30")
    assert found["SECURITY_CONTACT"] == [
        "https://example.org/security",
        "mailto:security+bank@example.org",
        "tel:+33-1-00",
    ]
    assert found["SECURITY_CONTACT_UNTIL"] == datetime(2027, 6, 30, 23, 59, 59, tzinfo=UTC)


def test_nobody_need_be_named(read):
    assert read("", "") == {"SECURITY_CONTACT": [], "SECURITY_CONTACT_UNTIL": None}


@pytest.mark.parametrize(
    ("contact", "until"),
    [
        ("security@example.org", ""),
        ("", "2027-06-30"),
        ("security@example.org", "2027-06-31"),
        ("security@example.org", "next year"),
        ("http://example.org", "2027-06-30"),
        ("javascript:alert(1)", "2027-06-30"),
        ("https:///", "2027-06-30"),
        ("https://[example", "2027-06-30"),
        ("somebody", "2027-06-30"),
        ("a@example.org\nExpires: never", "2027-06-30"),
    ],
)
def test_what_says_nothing_that_holds_is_refused(read, contact, until):
    with pytest.raises(ImproperlyConfigured, match="SECURITY_CONTACT"):
        read(contact, until)
