"""Connections counted by condition: in the database, by the rule that judges one connection."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from openbanking.health.states import (
    CONDITIONS,
    HEALTHY,
    STATES,
    UNKNOWN,
    VANISHED,
    condition_counts,
    condition_of,
)
from openbanking.models import Connection
from tests import factories

WORDS = ["", *STATES, "wrongPass", "WRONGPASS", "neverHeardOf", " ", "ſcaRequired"]


@pytest.fixture
def powens_user(alices, alice):
    return factories.make_powens_user(alices, alice)


def test_counts_agree_with_the_condition_of_each(powens_user):
    for state, active, vanished_at in product(WORDS, (True, False), (None, factories.NOW)):
        factories.make_connection(powens_user, state=state, active=active, vanished_at=vanished_at)
    one_by_one = Counter(condition_of(each) for each in Connection.objects.all())
    assert condition_counts(Connection.objects.all()) == one_by_one
    assert set(one_by_one) == set(CONDITIONS)


def test_condition_nobody_is_in_counts_zero(powens_user):
    counts = condition_counts(Connection.objects.all())
    assert counts.keys() == set(CONDITIONS)
    assert not any(counts.values())


def test_only_the_given_connections_are_counted(powens_user):
    factories.make_connection(powens_user, state="neverHeardOf")
    factories.make_connection(powens_user, vanished_at=factories.NOW)
    counts = condition_counts(Connection.objects.filter(vanished_at__isnull=True))
    assert (counts[UNKNOWN], counts[VANISHED], counts[HEALTHY]) == (1, 0, 0)


def test_one_statement_counts_any_number(powens_user, django_assert_num_queries):
    for state in WORDS:
        factories.make_connection(powens_user, state=state)
    with django_assert_num_queries(1):
        condition_counts(Connection.objects.all())
