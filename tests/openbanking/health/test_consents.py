"""Before a bank's consent ends its member is warned: at 30, 14, 7 and 1 days, once each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from openbanking.health.consents import warn_of_consents
from openbanking.models import ConsentWarning, PowensUser
from openbanking.sync import Scope, run_sync
from tests import factories
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture
def connection(alices, alice):
    alice.email = "alice@example.org"
    alice.save()
    return factories.make_connection(factories.make_powens_user(alices, alice))


@pytest.fixture
def mails(settings):
    settings.MAILS_ARE_SENT = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mail.outbox


def ends(connection, **left):
    connection.consent_ends_at = NOW + timedelta(**left)
    connection.save()


def warn(now=NOW):
    return warn_of_consents(PowensUser.objects.all(), now=now)


@pytest.mark.parametrize(
    ("left", "days"),
    [({"days": 30}, 30), ({"days": 15}, 30), ({"days": 13}, 14), ({"days": 7}, 7), ({"hours": 3}, 1)],
)
def test_warning_is_of_the_nearest_day(connection, left, days):
    ends(connection, **left)
    assert [each.days for each in warn()] == [days]


@pytest.mark.parametrize("left", [{"days": 31}, {"hours": -1}])
def test_consent_that_is_far_or_over_is_not_warned_about(connection, left):
    ends(connection, **left)
    assert warn() == []


def test_end_that_moves_by_hours_is_not_warned_of_again(connection):
    ends(connection, days=12)
    warn()
    ends(connection, days=12, hours=5)
    assert warn() == []


def test_each_day_is_warned_of_once(connection):
    ends(connection, days=30)
    for day in range(31):
        for hours in (0, 12):
            warn(NOW + timedelta(days=day, hours=hours))
    assert sorted(ConsentWarning.objects.values_list("days", flat=True)) == [1, 7, 14, 30]


def test_renewed_consent_begins_anew(connection):
    ends(connection, days=7)
    warn()
    ends(connection, days=187)
    later = NOW + timedelta(days=180)
    assert [each.days for each in warn(later)] == [7]


def test_connection_that_is_gone_is_not_warned_about(connection):
    ends(connection, days=7)
    connection.vanished_at = NOW
    connection.save()
    assert warn() == []


def test_who_linked_the_bank_is_mailed_once(connection, mails):
    ends(connection, days=7)
    warn()
    warn()
    assert [each.to for each in mails] == [["alice@example.org"]]
    assert "Renew the consent for Banque du Test" in mails[0].subject
    assert ConsentWarning.objects.get().mailed_at == NOW


def test_mail_is_in_the_language_of_its_reader(connection, mails, alice):
    alice.language = "fr"
    alice.save()
    ends(connection, days=7)
    warn()
    assert "Renouvelez le consentement pour Banque du Test" in mails[0].subject
    assert "choisissez Renouveler" in mails[0].body


def test_mail_that_fails_is_sent_by_the_next_run(connection, mails, monkeypatch, caplog):
    def refuse(*arguments):
        raise OSError("alice@example.org was refused")

    ends(connection, days=7)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        warn()
    assert "alice@example.org" not in caplog.text
    assert not mails
    warn()
    assert len(mails) == 1


def test_without_a_mail_server_nothing_is_sent(connection, settings):
    settings.MAILS_ARE_SENT = False
    ends(connection, days=7)
    warn()
    assert not mail.outbox
    assert ConsentWarning.objects.get().mailed_at is None


def test_sync_warns_of_what_it_read(linked, bank):
    bank.access_expire = timezone.now() + timedelta(days=6)
    sync()
    assert ConsentWarning.objects.get().days == 7


def test_dry_run_warns_nobody(linked, bank):
    bank.access_expire = timezone.now() + timedelta(days=6)
    sync()
    ConsentWarning.objects.all().delete()
    run_sync(Scope(), dry_run=True)
    assert not ConsentWarning.objects.exists()


def test_connection_shows_its_warnings(staff, connection):
    ends(connection, days=7)
    warn()
    page = staff.get(f"/admin/openbanking/connection/{connection.pk}/change/")
    assert "Warnings of the end of its consent" in page.content.decode()
