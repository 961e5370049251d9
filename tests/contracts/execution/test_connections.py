"""A database that went away and came back: what was idle notices nothing."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection

from contracts.execution.connections import reconnecting
from tests.contracts.cutting import cut
from tests.contracts.people import make_user
from tests.contracts.toyshop.tokens import make_token

LIST = "/api/toyshop/prices/list/v2"
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server")


def count_users() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM auth_user")
        (found,) = cursor.fetchone()
    return int(found)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_query_is_run_again_when_the_connection_was_cut():
    make_user("alice")
    cut()
    assert reconnecting(count_users) == 1


@pytest.mark.django_db
def test_fault_on_a_connection_that_works_is_not_tried_again():
    tried = []

    def fail() -> None:
        tried.append(1)
        raise OperationalError("too slow")

    with pytest.raises(OperationalError):
        reconnecting(fail)
    assert tried == [1]


@pytest.mark.django_db(transaction=True)
def test_database_that_cannot_be_reached_is_not_tried_again():
    connection.close()
    tried = []

    def fail() -> None:
        tried.append(1)
        raise OperationalError("connection refused")

    with pytest.raises(OperationalError):
        reconnecting(fail)
    assert tried == [1]


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["*/*", "application/json;q=0.9"])
def test_database_that_is_away_is_a_problem_that_passes(client, monkeypatch, accept):
    def fail(operation: object, caller: object) -> None:
        raise OperationalError("connection refused by 10.0.0.1")

    monkeypatch.setattr("contracts.execution.runner.enforce", fail)
    client.raise_request_exception = False
    headers = {"Authorization": f"Bearer {make_token(make_user('alice'))}", "Accept": accept}
    answer = client.get(LIST, headers=headers)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert (answer.json()["code"], answer.json()["retryable"]) == ("SERVICE_UNAVAILABLE", True)
    assert "10.0.0.1" not in answer.content.decode()
