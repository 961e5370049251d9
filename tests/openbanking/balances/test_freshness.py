"""How fresh figures are: the reason of one account, and all accounts counted by the same rule."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import product

import pytest

from openbanking.balances.freshness import (
    Freshness,
    freshness_counts,
    freshness_of,
    having_freshness,
)
from openbanking.models import Account
from tests import factories

NOW = factories.NOW
LIMIT = timedelta(hours=48)


@pytest.mark.parametrize(
    ("columns", "freshness", "reason"),
    [
        ({}, Freshness.FRESH, ""),
        ({"bank_updated_at": NOW - LIMIT}, Freshness.FRESH, ""),
        ({"bank_updated_at": NOW - LIMIT - timedelta(seconds=1)}, Freshness.STALE, "more than 48 hours"),
        ({"bank_updated_at": None}, Freshness.UNKNOWN, "does not say"),
        ({"quarantined_since": NOW}, Freshness.STALE, "implausible"),
        ({"balance_missing_since": NOW, "quarantined_since": NOW}, Freshness.STALE, "no balance"),
        ({"disabled_at": NOW, "balance_missing_since": NOW}, Freshness.STALE, "is disabled"),
    ],
)
def test_strongest_reason_is_given(connection, columns, freshness, reason):
    account = factories.make_account(connection, **columns)
    assessment = freshness_of(account, now=NOW)
    assert assessment.freshness is freshness
    assert reason in assessment.reason
    assert bool(assessment.reason) is (freshness is not Freshness.FRESH)


@pytest.mark.parametrize(
    ("columns", "freshness"),
    [
        ({"state": "SCARequired"}, Freshness.STALE),
        ({"vanished_at": NOW}, Freshness.STALE),
        ({"state": "validating"}, Freshness.FRESH),
        ({"active": False}, Freshness.FRESH),
    ],
)
def test_connection_that_stands_still_makes_figures_stale(alices, alice, columns, freshness):
    connection = factories.make_connection(factories.make_powens_user(alices, alice), **columns)
    account = factories.make_account(connection)
    assert freshness_of(account, now=NOW).freshness is freshness


def test_counts_and_lists_agree_with_the_freshness_of_each(alices, alice):
    user = factories.make_powens_user(alices, alice)
    ages = (None, NOW, NOW - LIMIT, NOW - LIMIT - timedelta(microseconds=1))
    for state, active in product(("", "validating", "bug", "wrongPass", "neverHeardOf"), (True, False)):
        for vanished_at in (None, NOW):
            connection = factories.make_connection(
                user, state=state, active=active, vanished_at=vanished_at
            )
            for read_at, missing, quarantined in product(ages, (None, NOW), (None, NOW)):
                factories.make_account(
                    connection,
                    bank_updated_at=read_at,
                    balance_missing_since=missing,
                    quarantined_since=quarantined,
                )
    judged = {
        each: freshness_of(each, now=NOW).freshness
        for each in Account.objects.select_related("connection")
    }
    assert freshness_counts(Account.objects.all(), now=NOW) == Counter(judged.values())
    for freshness in Freshness:
        found = {account for account, each in judged.items() if each is freshness}
        assert set(having_freshness(freshness, now=NOW)) == found != set()


@pytest.mark.parametrize("column", ["disabled_at", "deleted_at", "vanished_at"])
def test_account_that_does_not_count_is_not_counted(connection, column):
    factories.make_account(connection, **{column: NOW})
    assert not any(freshness_counts(Account.objects.all(), now=NOW).values())
    assert not any(having_freshness(freshness, now=NOW) for freshness in Freshness)


def test_age_allowed_is_a_setting(account, settings):
    later = NOW + timedelta(hours=3)
    assert freshness_counts(Account.objects.all(), now=later)[Freshness.FRESH] == 1
    settings.BALANCE_FRESH_HOURS = 2
    assert freshness_counts(Account.objects.all(), now=later)[Freshness.STALE] == 1


def test_one_statement_counts_any_number(connection, django_assert_num_queries):
    for _ in range(5):
        factories.make_account(connection)
    with django_assert_num_queries(1):
        assert freshness_counts(Account.objects.all(), now=NOW)[Freshness.FRESH] == 5
