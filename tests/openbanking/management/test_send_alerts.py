"""send_alerts: exit codes and one JSON document, in the manner of sync_powens."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from openbanking.alerts import Sent
from openbanking.management.commands.send_alerts import exit_code
from openbanking.models import AlertDelivery
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(alices, alice, connection):
    """A rule of Alice's about a bank that is broken."""
    alice.email = "alice@example.org"
    alice.save()
    connection.state, connection.broken_since = "wrongpass", timezone.now() - timedelta(days=2)
    connection.save()
    return factories.make_alert_rule(alices, alice, days=1, recipients=(alice,))


def test_nothing_to_do_is_done(capsys):
    call_command("send_alerts")
    assert capsys.readouterr().out.splitlines() == [
        "alerts: 0 raised, 0 resolved",
        "deliveries: 0 sent, 0 to be tried again, 0 given up, 0 withdrawn, 0 waiting",
    ]


def test_raises_sends_and_prints_json(broken, capsys, settings, mailoutbox):
    settings.MAILS_ARE_SENT = True
    call_command("send_alerts", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "status": "ok",
        "alerts": {"raised": 1, "resolved": 0},
        "deliveries": {"sent": 1, "retrying": 0, "givenUp": 0, "withdrawn": 0, "waiting": 0},
    }
    assert len(mailoutbox) == 1


def test_what_is_not_taken_exits_1_and_prints_json(broken, capsys, settings):
    settings.MAILS_ARE_SENT = False
    with pytest.raises(SystemExit) as left:
        call_command("send_alerts", "--json")
    assert left.value.code == 1
    printed = json.loads(capsys.readouterr().out)
    assert (printed["status"], printed["deliveries"]["waiting"]) == ("failed", 1)
    assert AlertDelivery.objects.waiting().count() == 1


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (Sent(), 0),
        (Sent(sent=2, withdrawn=1), 0),
        (Sent(retrying=1), 1),
        (Sent(given_up=1), 1),
        (Sent(sent=1, given_up=1), 3),
        (Sent(locked=True), 4),
    ],
)
def test_exit_codes(sent, code):
    assert exit_code(sent) == code
