"""Whatever happened, opening and all parts are closing, and both are those of the series."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import combinations_with_replacement

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openbanking.fields import total
from openbanking.models import Account, BalanceReading, Nature, StatementImport, Transaction
from openbanking.networth.changes import postings_of
from openbanking.networth.days import end_of
from openbanking.networth.postings import Part, sums_of
from openbanking.networth.series import series_of
from tests import factories
from tests.amounts import amounts
from tests.openbanking.networth.happening import DAY, FIRST, LATER, NOON, book, read

DAYS = [FIRST + day * DAY for day in range(6)]
HISTORY = st.fixed_dictionaries(
    {
        "readings": st.lists(
            st.tuples(
                st.integers(0, 4),  # the account
                st.sampled_from(
                    [-20, 0, 20, 44, 68, 92, 116]
                ),  # hours from the first noon, often the same
                st.integers(0, 48),  # and until we learned it
                amounts(most=10**6),
                st.sampled_from(["EUR", "EUR", "EUR", "USD"]),
            ),
            max_size=16,
        ),
        "transactions": st.lists(
            st.tuples(
                st.integers(0, 4),
                st.integers(-6, 10),  # the day
                st.sampled_from(["-40", "40", "40", "-7.5", "0.000000000000000001"]),
                st.sampled_from(["transfer", "market_order", "profit", "fee", "loan_payment"]),
                st.sampled_from(["", "", *Nature.values]),
            ),
            max_size=12,
        ),
        "valuations": st.lists(
            st.tuples(
                st.integers(0, 1),  # the account
                st.integers(-1, 6),  # the day
                amounts(most=10**6) | st.none(),
                st.booleans(),  # whether it corrects the one before
            ),
            max_size=6,
        ),
        "entries": st.lists(
            st.tuples(
                st.integers(0, 1),  # the account
                st.integers(-6, 10),  # the day
                st.sampled_from(["-40", "40", "-7.5"]),
            ),
            max_size=6,
        ),
        "gone": st.dictionaries(st.integers(0, 4), st.integers(-1, 6), max_size=2),
    }
)


@pytest.fixture
def family(alices, checking, market, loan, savings, twin):
    """Two of the accounts at banks are one; two more are kept by hand."""
    Account.objects.update(created_at=NOON - DAY)
    by_hand = [
        factories.make_manual_account(alices, kind=kind, created_at=NOON - DAY)
        for kind in ("property", "loans")
    ]
    return [checking, market, loan, savings, twin(savings, created_at=NOON - DAY)], by_hand


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=HISTORY)
def test_opening_and_all_parts_are_closing_whatever_happened(alices, family, history):
    accounts, by_hand = family
    let_happen(accounts, by_hand, history)
    for first, last in combinations_with_replacement(DAYS, 2):
        sums = sums_of(postings_of(alices, first, last, known_at=LATER))
        points = series_of(alices, [end_of(first), end_of(last)], known_at=LATER)
        for currency in sums.keys() | points.keys():
            assert_adds_up(sums.get(currency), points.get(currency))


def assert_adds_up(parts, points):
    """Check a change against the two points of the series that it lies between."""
    if parts is None:
        assert [(each.net, each.accounts) for each in points] == [(0, 0), (0, 0)]
        return
    opening, closing = (each.net for each in points) if points else (Decimal(0), Decimal(0))
    assert total(*(parts[part] for part in Part if part != Part.CLOSING)) == parts[Part.CLOSING]
    assert parts[Part.CLOSING] == closing
    assert total(parts[Part.OPENING], parts[Part.CORRECTIONS]) == opening


def let_happen(accounts, by_hand, history):
    """Let this have happened, and nothing else."""
    BalanceReading.objects.all().delete()
    Transaction.objects.all().delete()
    Account.objects.update(vanished_at=None)
    for number, hours, until, amount, currency in history["readings"]:
        at = NOON + timedelta(hours=hours)
        learned = at + timedelta(hours=until)
        read(accounts[number], str(amount), at=at, learned=learned, currency=currency)
    for number, day, amount, kind, nature in history["transactions"]:
        book(accounts[number], amount, day=day, type=kind, own_nature=nature)
    for number, day in history["gone"].items():
        Account.objects.filter(pk=accounts[number].pk).update(vanished_at=NOON + day * DAY)
    let_be_valued(by_hand, history["valuations"])
    StatementImport.objects.all().delete()
    brought_by = [factories.make_statement_import(account) for account in by_hand]
    for number, day, amount in history["entries"]:
        factories.make_entry(brought_by[number], amount, booked_on=FIRST + day * DAY)


def let_be_valued(by_hand, valuations):
    for account in by_hand:
        account.valuations.all().delete()
    latest = dict.fromkeys(range(len(by_hand)))
    recorded = Counter(number for number, *_ in valuations)
    for number, day, amount, corrects in valuations:
        corrected = latest[number] if corrects else None
        if amount is None and corrected is None:
            continue
        recorded[number] += 1
        latest[number] = factories.make_valuation(
            by_hand[number],
            None if amount is None else str(amount),
            valued_on=corrected.valued_on if corrected else FIRST + day * DAY,
            supersedes=corrected,
            recorded_at=NOON + timedelta(minutes=recorded[number]),
        )
