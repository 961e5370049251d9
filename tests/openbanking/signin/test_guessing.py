"""Guessing is slowed at every door, by address, and passwords that are guessed soon are refused."""

from __future__ import annotations

import time
import uuid

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.cache.backends.db import DatabaseCache
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory

from config.sign_in import GUESSING
from openbanking.access import attempts
from openbanking.access.addresses import UNKNOWN, address_of
from openbanking.access.attempts import MOST, Door, Shut
from tests import factories
from tests.conftest import Api
from tests.openbanking.signin.signing_in import is_in, sign_in

KEY = "openbanking.accounts.list"
HERE = "127.0.0.1"


def test_name_is_shut_after_five_wrong_passwords_even_for_the_right_one(client, alice):
    answers = [sign_in(client, "alice", f"wrong {number}").status_code for number in range(5)]
    answer = sign_in(client, "alice")
    assert (answers[:4], answer.status_code, is_in(client)) == ([200] * 4, 429, False)
    assert answer["Retry-After"] == "900"


@pytest.mark.parametrize("typed", ["Alice", "ALICE"])
def test_name_is_shut_however_it_is_typed(client, alice, typed):
    for number in range(5):
        sign_in(client, "alice", f"wrong {number}")
    assert sign_in(client, typed).status_code == 429


def test_who_signs_in_has_no_wrong_passwords_any_more_however_their_name_was_typed(client, db):
    factories.make_user("Alice")
    for _ in range(2):
        for number in range(4):
            sign_in(client, "alice", f"wrong {number}")
        assert sign_in(client, "Alice").status_code == 302
        client.post("/logout/")


def test_name_is_shut_to_a_whole_network_of_version_6(client, alice):
    for number in range(5):
        there = Client(REMOTE_ADDR=f"2001:db8:0:7::{number + 1}")
        sign_in(there, "alice", f"wrong {number}")
    assert sign_in(Client(REMOTE_ADDR="2001:db8:0:7:aaaa::2"), "alice").status_code == 429
    assert sign_in(Client(REMOTE_ADDR="2001:db8:0:8::1"), "alice").status_code == 302


def test_one_address_shuts_a_name_to_nobody_else(alice, monkeypatch):
    stranger = Client(REMOTE_ADDR="192.0.2.7")
    begun = time.time()
    for number in range(101):
        # Slowly, so that the address is not told to wait.
        monkeypatch.setattr("time.time", lambda now=begun + 4 * number: now)
        sign_in(stranger, "alice", f"wrong {number}")
    assert sign_in(Client(), "alice").status_code == 302


def test_what_is_counted_stays_however_many_names_strangers_give(db):
    counts = DatabaseCache("cache", GUESSING["CACHES"]["default"])
    names = [f"name-{number}" for number in range(310)]
    counts.set_many(dict.fromkeys(names, 1), timeout=3600)
    assert len(counts.get_many(names)) == len(names)


def test_others_get_in_while_a_name_is_shut(client, alice, bob):
    for number in range(5):
        sign_in(client, "alice", f"wrong {number}")
    sign_in(client, "bob")
    assert is_in(client)


def test_address_with_many_wrong_tokens_is_not_listened_to(alice, alices):
    for number in range(MOST):
        assert Api(f"obt_wrong{number}").get(KEY).status_code == 401
    answer = Api(factories.make_token(alice)).get(KEY)
    assert (answer.status_code, answer.json()["code"]) == (429, "RATE_LIMITED")
    assert int(answer["Retry-After"]) <= 300


def test_one_old_token_used_again_and_again_shuts_nobody_out(alice, alices):
    for _ in range(MOST + 1):
        assert Api("obt_old").get(KEY).status_code == 401
    assert Api(factories.make_token(alice)).get(KEY).status_code == 200


def test_another_address_is_listened_to(alice, alices):
    attempts.current.shut(Door.TOKEN, HERE)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    headers = {"Authorization": f"Bearer {factories.make_token(alice)}"}
    assert elsewhere.get("/api/openbanking/accounts/list/v1", headers=headers).status_code == 200


def test_door_opens_by_itself():
    now = [0.0]
    doors = Shut(clock=lambda: now[0])
    doors.shut(Door.TOKEN, HERE)
    now[0] = 299
    assert doors.seconds(Door.TOKEN, HERE) > 0
    now[0] = 301
    assert doors.seconds(Door.TOKEN, HERE) == 0


def test_webhook_with_many_wrong_signatures_is_told_to_wait(db, settings):
    settings.POWENS_WEBHOOK_SECRET = "secret"
    client = Client()

    def deliver(number):
        headers = {"BI-Signature-Date": "2026-01-01", "BI-Signature": f"wrong {number}"}
        address = "/webhooks/powens/connection-synced/"
        return client.post(address, {}, content_type="application/json", headers=headers)

    assert {deliver(number).status_code for number in range(MOST)} == {401}
    assert deliver(MOST).status_code == 429


def test_guessing_invitations_is_told_to_wait(client, alice):
    client.force_login(alice)
    statuses = [client.get(f"/banking/invitations/{uuid.uuid4()}/").status_code for _ in range(MOST)]
    assert set(statuses) == {404}
    assert client.get(f"/banking/invitations/{uuid.uuid4()}/").status_code == 429


def test_guessing_links_to_a_password_is_told_to_wait(client, db):
    statuses = [client.get(f"/invited/MQ/a-{number}/").status_code for number in range(MOST)]
    assert set(statuses) == {200}
    assert client.get("/invited/MQ/a-new-one/").status_code == 429


def test_addresses_of_one_network_are_one_caller():
    doors = Shut()
    doors.shut(Door.TOKEN, "2001:db8:0:7::1")
    assert doors.seconds(Door.TOKEN, "2001:db8:0:7:aaaa::2") > 0
    assert doors.seconds(Door.TOKEN, "2001:db8:0:8::1") == 0


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "192.0.2.1", HERE),
        (1, "198.51.100.9, 192.0.2.1", "192.0.2.1"),
        (2, "192.0.2.1, 10.0.0.1", "192.0.2.1"),
        (1, "", UNKNOWN),
        (1, "not an address", UNKNOWN),
    ],
)
def test_address_is_the_one_that_our_own_proxies_saw(settings, proxies, header, address):
    settings.TRUSTED_PROXIES = proxies
    assert address_of(RequestFactory().get("/", headers={"X-Forwarded-For": header})) == address


@pytest.mark.parametrize(
    "password",
    ["elevenchars", "password1234", "qwertyuiop12", "iloveyou1234!", "123456789012"],
)
def test_password_that_is_guessed_soon_is_refused(alice, password):
    with pytest.raises(ValidationError):
        validate_password(password, alice)


def test_words_that_do_not_belong_together_are_a_password(alice):
    validate_password("three odd trombones", alice)
