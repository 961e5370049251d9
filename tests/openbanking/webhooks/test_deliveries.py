"""Deliveries: verified first, remembered once, answered at once, and never trusted for what they say."""

from __future__ import annotations

import base64
import json
from typing import Any

import msgspec
import pytest
from cryptography.fernet import Fernet
from django.conf import settings as configured
from django.test import Client

from openbanking.fields.encryption import Secret
from openbanking.models import Account, PowensApplication, SyncRun, WebhookDelivery
from openbanking.sandbox.behaviour.payloads import payload_of
from openbanking.sandbox.world import mutations
from openbanking.sandbox.world.syncing import sync
from openbanking.webhooks.receive import EVENTS
from openbanking.webhooks.signature import VECTOR, is_signed, signature_of
from tests import factories

SECRET = "a secret of the webhooks"
DATE = "2026-02-14T06:31:07.250000Z"
PATH = "/webhooks/powens/connection-synced/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def secret(settings):
    settings.POWENS_WEBHOOK_SECRET = SECRET


def deliver(body, *, path=PATH, secret=SECRET, signed_path=None, **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signed = signature_of(secret=secret, path=signed_path or path, date=DATE, body=raw)
    reported = {
        "BI-Signature-Date": DATE,
        "BI-Signature": base64.b64encode(signed).decode(),
        **headers,
    }
    reported = {name: value for name, value in reported.items() if value is not None}
    return Client(enforce_csrf_checks=True).post(
        path, raw, content_type="application/json", headers=reported
    )


def about(linked, number=1):
    return {
        "id_webhook_data": number,
        "user": {"id": int(linked.external_id)},
        "connection": {
            "id": 512,
            "accounts": [{"balance": 999999, "iban": "FR7630006000011234567890189"}],
        },
    }


def runs():
    """Syncs that were run, or asked for where there is a queue."""
    if configured.ON_POSTGRESQL:
        from procrastinate.contrib.django.models import ProcrastinateJob

        return ProcrastinateJob.objects.filter(queue_name="sync").count()
    return SyncRun.objects.count()


def test_documented_vector_verifies():
    signed = signature_of(
        secret=str(VECTOR["secret"]),
        path=str(VECTOR["path"]),
        date=str(VECTOR["date"]),
        body=b'{"id_webhook_data":9001,"id":512}',
    )
    assert base64.b64encode(signed).decode() == VECTOR["signature"]


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_asks_for_a_sync(linked, event):
    assert deliver(about(linked), path=f"/webhooks/powens/{event}/").status_code == 200
    assert runs() == 1
    kept = WebhookDelivery.objects.get()
    assert (kept.event, kept.disposition, kept.powens_user) == (event, "sync", linked)


@pytest.mark.skipif(configured.ON_POSTGRESQL, reason="there a worker fetches it")
def test_truth_is_fetched_and_the_body_not_believed(linked):
    deliver(about(linked))
    amounts = [each.amount for account in Account.objects.all() for each in account.balances.all()]
    assert amounts
    assert 999999 not in amounts


def test_same_delivery_again_is_answered_without_work(linked):
    for _ in range(3):
        assert deliver(about(linked)).status_code == 200
    assert runs() == 1
    assert WebhookDelivery.objects.get().repeated == 2


def test_delivery_without_an_id_is_known_by_its_body(linked):
    body = {"id_user": int(linked.external_id)}
    for _ in range(2):
        assert deliver(body).status_code == 200
    assert WebhookDelivery.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [{"user": {"id": 7}}, {"id_user": 7}, {"id_user": "7"}, {"connection": {"id_user": 7}}],
)
def test_user_is_found_wherever_the_body_names_them(linked, body):
    deliver(body)
    assert WebhookDelivery.objects.get().powens_user == linked


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("user-deleted", {"id": 7, "signin": "2025-08-20 18:02:44"}),
        ("connection-deleted", {"id": 512, "id_user": None}),
        ("connection-synced", {"connection": {"id": 512}}),
        ("account-synced", {"id": 9001, "id_connection": 512, "id_user": None}),
        ("account-synced", {"id": 7, "id_connection": "512", "user": "7"}),
    ],
)
def test_user_is_found_by_what_each_event_tells(linked, event, body):
    factories.make_connection(linked, external_id="512")
    deliver(body, path=f"/webhooks/powens/{event}/")
    assert WebhookDelivery.objects.get().powens_user == linked


def test_all_that_one_bank_read_sends_is_understood(linked, sandbox):
    sent = told_of_a_read(sandbox)
    for number, (event, payload) in enumerate(sent, start=1):
        body = {"id_webhook_data": number, **payload}
        assert deliver(body, path=f"/webhooks/powens/{event}/").status_code == 200
    kept = WebhookDelivery.objects.order_by("external_id")
    assert [each.event for each in kept] == [event for event, _ in sent]
    assert {(each.disposition, each.powens_user) for each in kept} == {("sync", linked)}


@pytest.mark.skipif(not configured.ON_POSTGRESQL, reason="without a queue nothing waits")
def test_all_that_one_bank_read_sends_waits_as_one_sync(linked, sandbox):
    for number, (event, payload) in enumerate(told_of_a_read(sandbox), start=1):
        deliver({"id_webhook_data": number, **payload}, path=f"/webhooks/powens/{event}/")
    assert runs() == 1


def told_of_a_read(sandbox):
    """What Powens sends when it has read a bank with two accounts, one of which has news."""
    told = []
    sandbox.state.notify = lambda event: told.append(
        (event.name, msgspec.json.decode(msgspec.json.encode(payload_of(event))))
    )
    mutations.add_transaction(sandbox.state, account=9001, value="-12.00")
    user = sandbox.state.users[7]
    sync(sandbox.state, user, user.connections[512])
    assert [name for name, _ in told].count("account-synced") == 2
    return told


def test_account_is_not_taken_for_a_user(linked):
    deliver({"id": 7}, path="/webhooks/powens/account-synced/")
    assert WebhookDelivery.objects.get().disposition == "unknown_user"


@pytest.mark.parametrize("length", ["many", "-5"])
def test_length_that_is_none_is_refused(linked, length):
    assert deliver(about(linked), **{"Content-Length": length}).status_code in (400, 401)


@pytest.mark.parametrize(
    ("path", "body", "disposition"),
    [
        (PATH, {"id_webhook_data": 1, "user": {"id": 999}}, "unknown_user"),
        (PATH, {"id_webhook_data": 1}, "unknown_user"),
        ("/webhooks/powens/subscription-synced/", {"id_user": 7}, "unknown_event"),
        (PATH, b"<html>", "unreadable"),
        (PATH, b"[]", "unreadable"),
    ],
)
def test_what_is_of_no_use_is_taken_and_counted(linked, path, body, disposition):
    assert deliver(body, path=path).status_code == 200
    assert runs() == 0
    assert WebhookDelivery.objects.get().disposition == disposition


@pytest.mark.parametrize(
    "how",
    [
        {"secret": "another"},
        {"signed_path": "/webhooks/powens/connection-synced"},
        {"signed_path": "https://testserver" + PATH},
        {"BI-Signature": "bm90IGl0"},
        {"BI-Signature": "not base64!"},
        {"BI-Signature-Date": "2026-02-14T06:31:07.250001Z"},
    ],
)
def test_wrong_signature_changes_nothing(linked, how):
    assert deliver(about(linked), **how).status_code == 401
    assert not WebhookDelivery.objects.exists()
    assert runs() == 0


@pytest.mark.parametrize("name", ["BI-Signature", "BI-Signature-Date"])
def test_missing_header_is_reported(linked, name):
    assert deliver(about(linked), **{name: None}).status_code == 400
    assert not WebhookDelivery.objects.exists()


def test_without_a_secret_nothing_is_signed(linked, settings):
    settings.POWENS_WEBHOOK_SECRET = ""
    assert deliver(about(linked), secret="").status_code == 401
    assert deliver(about(linked)).status_code == 401


class TestApplicationOfItsOwn:
    """A family's own Powens signs with a secret of its own, and counts by itself."""

    @pytest.fixture
    def bobs_own(self, bobs, bob):
        application = PowensApplication.objects.create(
            tenant=bobs,
            base_url="https://b.biapi.pro/2.0",
            client_id="1",
            client_secret="x",
            webhook_secret="bobs own",
        )
        return factories.make_powens_user(bobs, bob, external_id="8", application=application)

    def test_its_users_are_synced(self, linked, bobs_own):
        assert deliver(about(bobs_own), secret="bobs own").status_code == 200
        assert WebhookDelivery.objects.get().powens_user == bobs_own

    @pytest.mark.parametrize("whose", ["linked", "bobs_own"])
    def test_users_of_another_are_unknown(self, linked, bobs_own, whose):
        another = {"linked": "bobs own", "bobs_own": SECRET}[whose]
        about_them = about({"linked": linked, "bobs_own": bobs_own}[whose])
        assert deliver(about_them, secret=another).status_code == 200
        assert WebhookDelivery.objects.get().disposition == "unknown_user"

    def test_its_numbers_are_not_those_of_another(self, linked, bobs_own):
        deliver(about(bobs_own, number=5), secret="bobs own")
        deliver(about(linked, number=5))
        assert {each.powens_user for each in WebhookDelivery.objects.all()} == {linked, bobs_own}

    def test_secret_that_no_key_opens_keeps_nobody_else_out(self, linked, bobs_own):
        sealed = Fernet(Fernet.generate_key()).encrypt(b"bobs own").decode()
        PowensApplication.objects.update(webhook_secret=Secret(sealed))
        assert deliver(about(linked)).status_code == 200


def test_large_body_is_taken_up_to_eight_mebibytes(linked):
    frame = len(b'{"id_webhook_data": 1, "x": ""}')
    fits = json.dumps({"id_webhook_data": 1, "x": "y" * (8 * 1024 * 1024 - frame)}).encode()
    assert len(fits) == 8 * 1024 * 1024
    assert deliver(fits).status_code == 200
    assert deliver(fits + b" ").status_code == 413


def test_day_old_delivery_is_taken(linked):
    assert deliver(about(linked)).status_code == 200  # its date lies years away


def test_only_posts_are_taken(client):
    assert client.get(PATH).status_code == 405


def test_nothing_personal_is_kept(linked):
    deliver(about(linked))
    kept = WebhookDelivery.objects.get()
    assert "FR76" not in str(vars(kept))


@pytest.mark.parametrize(("secret", "signs"), [("right", True), ("wrong", False), ("", False)])
def test_only_the_right_secret_signs(secret, signs):
    how: dict[str, Any] = {"path": "/", "date": DATE, "body": b"{}"}
    signed = base64.b64encode(signature_of(secret=secret and "right", **how)).decode()
    assert is_signed(secret=secret, signature=signed, **how) is signs


def test_deliveries_are_reported_in_the_admin(client, linked):
    deliver(about(linked))
    client.force_login(factories.make_user("root", is_staff=True, is_superuser=True))
    text = client.get("/admin/openbanking/webhookdelivery/").content.decode()
    assert "A sync was asked for" in text


def test_body_that_is_nested_too_deeply_is_recorded_as_unreadable(db):
    assert deliver(b"[" * 20_000 + b"]" * 20_000).status_code == 200
    assert WebhookDelivery.objects.get().disposition == WebhookDelivery.Disposition.UNREADABLE
