"""Health, readiness and metrics over HTTP."""

from __future__ import annotations

from unittest.mock import patch

from cryptography.fernet import Fernet
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from tests import factories


def test_process_says_that_it_lives_without_a_database(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_service_says_that_it_can_work(client, db):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert set(answer.json()["checks"].values()) == {"ok"}


def test_database_that_does_not_answer_makes_it_unready(client, db):
    with patch.object(connection, "cursor", side_effect=DatabaseError):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, "failed")


def test_key_that_opens_nothing_makes_it_unready(client, alices, alice, settings):
    factories.make_powens_user(alices, alice)
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["encryption"]) == (503, "failed")


def test_missing_migration_makes_it_unready(client, db):
    MigrationRecorder.Migration.objects.filter(app="openbanking").latest("name").delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["migrations"]) == (503, "failed")


def test_readiness_tells_nothing_of_the_inside(client, alices, alice):
    user = factories.make_powens_user(alices, alice)
    factories.make_balance(factories.make_account(factories.make_connection(user)), "1310.42")
    text = client.get("/readyz").content.decode()
    assert "alice" not in text
    assert "1310" not in text


def test_metrics_are_for_staff(client, alice, alices, db):
    root = factories.make_user("root", is_staff=True, is_superuser=True)
    for user, status in ((None, 401), (alice, 403), (root, 200)):
        headers = {"Authorization": f"Bearer {factories.make_token(user)}"} if user else {}
        assert client.get("/metrics", headers=headers).status_code == status


def test_metrics_count_the_runs_of_operations(client, as_alice):
    as_alice.get("openbanking.accounts.list")
    client.force_login(factories.make_user("root", is_staff=True, is_superuser=True))
    text = client.get("/metrics").content.decode()
    assert 'contracts_runs_total{channel="rest",operation="openbanking.accounts.list"' in text
