"""How many accounts are stale, and how old the oldest figure is."""

from __future__ import annotations

from datetime import timedelta

from openbanking.monitoring.metrics import figures
from tests import factories
from tests.openbanking.monitoring.scraping import values_of

NOW = factories.NOW
DAY = timedelta(days=1)
OLDEST = "openbanking_oldest_balance_timestamp_seconds"


def scraped():
    return values_of(figures.families(now=NOW))


def test_live_accounts_are_counted_by_freshness(connection):
    for columns in ({}, {"bank_updated_at": NOW - 3 * DAY}, {"bank_updated_at": None}):
        factories.make_account(connection, **columns)
    factories.make_account(connection, disabled_at=NOW)
    assert scraped()["openbanking_accounts"] == {("fresh",): 1, ("stale",): 1, ("unknown",): 1}


def test_oldest_figure_is_one_of_a_live_account(connection):
    for columns in ({}, {"disabled_at": NOW}, {"deleted_at": NOW}, {"vanished_at": NOW}):
        account = factories.make_account(connection, **columns)
        factories.make_balance(account, "10", as_of=NOW - 9 * DAY if columns else NOW - DAY)
        factories.make_balance(account, "12", type="expected", as_of=NOW)
    assert scraped()[OLDEST] == {(): (NOW - DAY).timestamp()}


def test_there_is_no_oldest_figure_without_one(account):
    values = scraped()
    assert values[OLDEST] == {}
    assert values["openbanking_accounts"][("fresh",)] == 1
