"""A scrape reads the database anew, in a fixed number of statements, and tells nothing of anybody."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import DatabaseError, connection

from openbanking.health.states import STATES
from openbanking.monitoring.metrics.collector import DatabaseCollector
from tests import factories
from tests.conftest import PERSONAL
from tests.openbanking.monitoring.scraping import values_of

# Four ask whether the service is ready, thirteen how the data is, two about the queue.
STATEMENTS = {"sqlite": 17, "postgresql": 19}


def scraped():
    return values_of(DatabaseCollector().collect())


def test_number_of_statements_does_not_grow_with_rows(alice, alices, busy, django_assert_num_queries):
    with django_assert_num_queries(STATEMENTS[connection.vendor]):
        scraped()
    user = factories.make_powens_user(alices, alice)
    for state in ("", *STATES):
        bank = factories.make_connection(user, state=state)
        factories.make_balance(factories.make_account(bank), "10")
        factories.make_quarantined_reading(factories.make_account(bank))
        factories.make_run()
    with django_assert_num_queries(STATEMENTS[connection.vendor]):
        assert scraped()["openbanking_quarantined_readings"] == {(): len(STATES) + 2}


def test_nothing_is_kept_between_scrapes(alices, alice):
    counted = "openbanking_powens_users"
    assert scraped()[counted][("accepted",)] == 0
    factories.make_powens_user(alices, alice)
    assert scraped()[counted][("accepted",)] == 1


def test_database_that_fails_fails_the_scrape(db):
    failing = patch.object(connection, "cursor", side_effect=DatabaseError)
    with failing, pytest.raises(DatabaseError):
        scraped()


def test_readiness_is_told_check_by_check(db, monkeypatch):
    assert set(scraped()["openbanking_ready"].values()) == {1}
    monkeypatch.setattr(
        "openbanking.monitoring.metrics.service.READINESS", {"encryption": lambda: False}
    )
    assert scraped()["openbanking_ready"] == {("encryption",): 0}


def test_version_is_the_project_s(db):
    assert scraped()["openbanking_build_info"] == {(settings.VERSION,): 1}


def test_labels_tell_nothing_of_anybody(busy, account, scrape):
    account.iban = "FR7630006000011234567890189"
    account.name = account.original_name = "PRIVATE account"
    account.save()
    text = scrape().content.decode()
    assert not PERSONAL.search(text)
    for value in (
        account.name,
        account.connection.institution.name,
        "alice@",
        "1310.42",
        str(account.pk),
    ):
        assert value not in text
