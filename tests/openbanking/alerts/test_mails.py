"""Mails: what came about in words, no amount in the subject, no IBAN at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openbanking.alerts.mails import mail_of
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW
IBAN = "FR3830006000011234567890000"


@pytest.fixture
def mail(rule_of, account, alice, settings):
    """Make the mail about an alert of a kind."""
    settings.SITE_URL = "https://bank.example.org/"
    account.iban = IBAN
    account.save()

    def mail(kind, **columns):
        rule = rule_of(kind, **columns)
        about_bank = kind in ("bank_broken", "consent_ends", "not_synced")
        alert = factories.make_alert(
            rule,
            connection=account.connection if about_bank else None,
            account=None if about_bank else account,
            amount=None if about_bank else Decimal("-1412.07"),
            currency="" if about_bank else "EUR",
        )
        return mail_of(alice, [factories.make_alert_delivery(alert, recipient=alice)])

    return mail


LIMIT = {"amount": Decimal(1000), "currency": "EUR"}


@pytest.mark.parametrize(
    ("kind", "columns", "subject", "body"),
    [
        ("bank_broken", {"days": 2}, "Banque du Test can no longer be read", "since 2 Mar 2026"),
        ("consent_ends", {"days": 14}, "The consent for Banque du Test ends", "on 2 Mar 2026"),
        ("not_synced", {"days": 2}, "Banque du Test was not read for a while", "2 Mar 2026"),
        ("balance_below", LIMIT, "A balance is below the limit", "below 1\u202f000.00 EUR"),
        ("balance_above", LIMIT, "A balance is above the limit", "\u22121\u202f412.07 EUR"),
        ("movement", LIMIT, "A large movement", "\u22121\u202f412.07 EUR on 2 Mar 2026"),
        ("quarantine", {}, "A figure of the bank is held back", "until staff decide"),
    ],
)
def test_says_what_came_about(mail, kind, columns, subject, body):
    made = mail(kind, **columns)
    assert made.subject == subject
    html = made.alternatives[0][0]
    for text in (made.body, html):
        assert body in text
        assert IBAN not in text
        assert "Alices" in text
    assert "\n\n\n" not in made.body


def test_link_leads_a_bank_s_own_member_to_reconnecting_it(mail, connection):
    address = f"https://bank.example.org/banking/reconnect/{connection.pk}/"
    made = mail("bank_broken", days=1)
    assert address in made.body
    assert address in made.alternatives[0][0]


@pytest.mark.parametrize("kind", ["balance_below", "balance_above", "movement"])
def test_link_about_an_account_leads_to_its_page(mail, account, kind):
    address = f"https://bank.example.org/families/alices/accounts/{account.pk}/"
    made = mail(kind, **LIMIT)
    assert address in made.body
    assert address in made.alternatives[0][0]


def test_without_a_site_there_is_no_link(mail, settings):
    made = mail("bank_broken", days=1)
    assert "https://" in made.body
    settings.SITE_URL = ""
    made = mail("bank_broken", days=1)
    assert "http" not in made.body
    assert "href" not in made.alternatives[0][0]


def test_name_of_a_bank_makes_no_header(mail, account):
    bank = account.connection.institution
    bank.name = "Bank\r\nBcc: eve@example.org"
    bank.save()
    assert mail("bank_broken", days=1).subject == "Bank Bcc: eve@example.org can no longer be read"


def test_markup_in_a_name_stays_text(mail, account):
    account.name = "<script>alert(1)</script>"
    account.save()
    made = mail("movement", **LIMIT)
    assert "<script>" not in made.alternatives[0][0]
    assert "<script>alert(1)</script>" in made.body
