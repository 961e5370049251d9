"""Setting webhooks up: which addresses to register, and what is missing."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from openbanking.webhooks.receive import EVENTS

SECRET = "a secret of the webhooks"


@pytest.fixture(autouse=True)
def secret(settings):
    settings.POWENS_WEBHOOK_SECRET = SECRET


def test_addresses_are_printed_one_for_each_event(capsys):
    call_command("setup_powens_webhooks", "https://bank.example.org/")
    out = capsys.readouterr().out
    assert "CONNECTION_SYNCED    https://bank.example.org/webhooks/powens/connection-synced/" in out
    assert out.count("https://bank.example.org/webhooks/powens/") == len(EVENTS) + 1
    assert SECRET not in out


def test_missing_secret_is_reported(settings, capsys):
    settings.POWENS_WEBHOOK_SECRET = ""
    call_command("setup_powens_webhooks", "https://bank.example.org")
    assert "POWENS_WEBHOOK_SECRET is not set" in capsys.readouterr().out


@pytest.mark.parametrize("site", ["http://bank.example.org", "bank", "https://a.org/?b=c"])
def test_address_that_will_not_do_is_refused(site):
    with pytest.raises(CommandError, match="https and no query"):
        call_command("setup_powens_webhooks", site)
