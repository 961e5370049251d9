"""System checks: one test for each id."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from openbanking.checks import (
    check_disclosure,
    check_hosts,
    check_powens,
    check_schedule,
    check_time,
)


def ids(messages):
    return [each.id for each in messages]


@pytest.fixture
def sound(settings):
    settings.POWENS_BASE_URL = "https://a.biapi.pro/2.0"
    settings.POWENS_CLIENT_ID, settings.POWENS_CLIENT_SECRET = "1", "secret"
    return settings


def test_sound_settings_raise_nothing(sound):
    assert ids([*check_time(None), *check_powens(None), *check_hosts(None)]) == []


@pytest.mark.parametrize(("name", "value"), [("TIME_ZONE", "Europe/Paris"), ("USE_TZ", False)])
def test_e001_instants_that_are_not_kept_in_utc(sound, name, value):
    setattr(sound, name, value)
    assert ids(check_time(None)) == ["openbanking.E001"]


@pytest.mark.parametrize("address", ["", "http://a.biapi.pro/2.0"])
def test_w001_powens_that_cannot_be_addressed(sound, address):
    sound.POWENS_BASE_URL = address
    assert ids(check_powens(None)) == ["openbanking.W001"]


@pytest.mark.parametrize("name", ["POWENS_CLIENT_ID", "POWENS_CLIENT_SECRET"])
def test_w002_credentials_that_are_missing(sound, name):
    setattr(sound, name, "")
    assert ids(check_powens(None)) == ["openbanking.W002"]


def test_w003_every_host_is_taken_for_our_own(sound):
    sound.ALLOWED_HOSTS = ["*"]
    assert ids(check_hosts(None)) == ["openbanking.W003"]


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8900/2.0", "http://localhost/2.0", "http://[::1]/2.0"]
)
def test_plain_http_on_this_machine_is_fine(sound, address):
    sound.POWENS_BASE_URL = address
    assert ids(check_powens(None)) == []


@pytest.mark.parametrize(
    ("schedule", "on_postgresql", "found"),
    [
        ("", False, []),
        ("*/30 * * * *", True, []),
        ("every half hour", True, ["openbanking.E002"]),
        ("*/30 * * * *", False, ["openbanking.E002"]),
    ],
)
def test_e002_schedule_that_no_worker_can_follow(sound, schedule, on_postgresql, found):
    sound.SYNC_SCHEDULE, sound.ON_POSTGRESQL = schedule, on_postgresql
    assert ids(check_schedule(None)) == found


@pytest.mark.parametrize(
    ("days", "found"), [(None, []), (31, []), (29, ["openbanking.W004"]), (-1, ["openbanking.W004"])]
)
def test_w004_nobody_is_named_any_more_to_be_told_of_vulnerabilities(sound, days, found):
    sound.SECURITY_CONTACT_UNTIL = None if days is None else timezone.now() + timedelta(days=days)
    assert ids(check_disclosure(None)) == found
