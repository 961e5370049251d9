"""Sums over time: the same however they are added up, and the sum of what each account held."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openbanking.balances.kinds import is_liability, kind_of
from openbanking.fields import total
from openbanking.models import Account, BalanceReading
from openbanking.networth import series
from openbanking.networth.days import days_of
from openbanking.networth.series import series_of
from openbanking.networth.steps import Point
from tests import factories
from tests.amounts import amounts

NOON = factories.NOW
DAY = timedelta(days=1)
DAYS = [NOON.date() + day * DAY for day in range(6)]
INSTANTS = [datetime.combine(day, time.max, tzinfo=UTC) for day in DAYS]
LATER = NOON + 100 * DAY

HISTORY = st.lists(
    st.tuples(
        st.integers(0, 2),  # the account
        st.integers(-2 * 24, 7 * 24),  # hours from the first noon to the bank's time
        st.integers(0, 48),  # and until we learned it
        amounts(most=10**6),
        st.sampled_from(["EUR", "EUR", "EUR", "USD"]),
    ),
    max_size=25,
)


@pytest.fixture
def accounts(connection):
    types = ("checking", "loan", "market")
    return [factories.make_account(connection, type=each, created_at=NOON - DAY) for each in types]


@pytest.fixture
def sums(alices):
    """Return the series of alice's tenant by currency."""

    def sums(known_at=LATER):
        return series_of(alices, INSTANTS, known_at=known_at)

    return sums


def read(account, amount, *, at=NOON, learned=None, **columns):
    return factories.make_reading(account, amount, as_of=at, learned_at=learned or at, **columns)


def nets(points):
    return [str(each.net) for each in points]


def test_figure_holds_until_the_next_one(accounts, sums):
    read(accounts[0], "1")
    read(accounts[0], "3", at=NOON + 2 * DAY)
    for account in accounts[1:]:
        account.delete()
    assert nets(sums()["EUR"]) == ["1", "1", "3", "3", "3", "3"]


def test_debts_are_apart_and_negative_cash_is_one(accounts, sums):
    checking, loan, market = accounts
    read(checking, "-5")
    read(loan, "-100")
    read(market, "70")
    assert sums()["EUR"][0] == Point(Decimal(70), Decimal(-105), accounts=3, missing=0)


def test_account_without_a_figure_yet_is_missing_and_not_nothing(accounts, sums):
    read(accounts[0], "1", at=NOON + 2 * DAY)
    assert [each.missing for each in sums()["EUR"]] == [3, 3, 2, 2, 2, 2]
    assert [each.accounts for each in sums()["EUR"]] == [0, 0, 1, 1, 1, 1]


def test_account_that_was_not_opened_yet_is_not_missing(accounts, sums):
    Account.objects.update(opened_on=DAYS[2])
    assert [each.missing for each in sums()["EUR"]] == [0, 0, 3, 3, 3, 3]


def test_account_counts_until_it_is_gone(accounts, sums):
    read(accounts[0], "1")
    Account.objects.filter(pk=accounts[0].pk).update(vanished_at=NOON + 3 * DAY)
    assert nets(sums()["EUR"]) == ["1", "1", "1", "0", "0", "0"]


def test_account_seen_through_two_connections_counts_once(alices, bob, connection, sums):
    iban = "FR7630006000011234567890189"
    other = factories.make_connection(factories.make_powens_user(alices, bob))
    one = factories.make_account(connection, iban=iban, bank_updated_at=NOON, created_at=NOON)
    two = factories.make_account(other, iban=iban, bank_updated_at=NOON + DAY, created_at=NOON)
    read(one, "10")
    read(two, "11", at=NOON + 2 * DAY)
    points = sums()["EUR"]
    assert nets(points) == ["10", "10", "11", "11", "11", "11"]
    assert [(each.accounts, each.missing) for each in points] == [(1, 0)] * 6


def test_what_was_learned_later_was_not_known(accounts, sums):
    read(accounts[0], "1")
    read(accounts[0], "2", learned=NOON + DAY)
    assert nets(sums(NOON + DAY / 2)["EUR"])[0] == "1"
    assert nets(sums(NOON + DAY)["EUR"])[0] == "2"


def test_last_of_several_words_on_one_instant_counts(accounts, every_way):
    for amount in ("1", "3", "2"):
        read(accounts[0], amount, at=NOON + DAY)
    for found in every_way(LATER):
        assert [str(found["EUR", number].net) for number in (1, 5)] == ["2", "2"]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=HISTORY, known=st.integers(-24, 8 * 24))
def test_sums_are_those_of_what_each_account_held(alices, accounts, history, known, every_way):
    BalanceReading.objects.all().delete()
    Account.objects.update(created_at=NOON - 30 * DAY)
    for number, hours, until, amount, currency in history:
        at = NOON + timedelta(hours=hours)
        read(
            accounts[number], str(amount), at=at, learned=at + timedelta(hours=until), currency=currency
        )
    known_at = NOON + timedelta(hours=known)
    for found in every_way(known_at):
        assert found == expected(accounts, known_at)


@pytest.fixture
def every_way(alices, monkeypatch):
    """Return the series in every way it can be added up on this database."""

    def in_turn(known_at):
        yield plain(series_of(alices, INSTANTS, known_at=known_at))
        with monkeypatch.context() as patch:
            patch.setattr(series, "_divided", lambda accounts, instants: ([], accounts))
            yield plain(series_of(alices, INSTANTS, known_at=known_at))

    return in_turn


def plain(found):
    """Return what is counted or missing: by currency, and by the instant's number."""
    return {
        (currency, number): point
        for currency, points in found.items()
        for number, point in enumerate(points)
        if point.accounts or point.missing
    }


def expected(accounts, known_at):
    """Add up what each account held, one by one."""
    sums: dict[Any, Any] = defaultdict(lambda: ([], [], []))
    for account in accounts:
        for number, instant in enumerate(INSTANTS):
            readings = account.readings.filter(as_of__lte=instant, learned_at__lte=known_at)
            held = readings.order_by("-as_of", "-learned_at", "-id").first()
            if held is None:
                sums[account.currency, number][2].append(1)
            else:
                owed = is_liability(kind_of(account.type), held.amount)
                sums[held.currency, number][owed].append(held.amount)
    return {
        key: Point(total(*owned), total(*owed), accounts=len(owned) + len(owed), missing=len(missing))
        for key, (owned, owed, missing) in sums.items()
    }


@pytest.mark.parametrize(
    ("step", "last", "days"),
    [
        ("day", date(2026, 1, 3), ["2026-01-01", "2026-01-02", "2026-01-03"]),
        ("week", date(2026, 1, 20), ["2026-01-01", "2026-01-08", "2026-01-15", "2026-01-20"]),
        ("month", date(2026, 3, 1), ["2026-01-01", "2026-02-01", "2026-03-01"]),
        ("month", date(2026, 1, 1), ["2026-01-01"]),
    ],
)
def test_days_are_a_step_apart_and_the_last_one_is_among_them(step, last, days):
    found = days_of(date(2026, 1, 1), last, step, at_most=100)
    assert [day.isoformat() for day in found] == days


def test_month_that_is_shorter_ends_with_its_last_day():
    days = days_of(date(2026, 1, 31), date(2026, 4, 30), "month", at_most=100)
    assert [day.isoformat() for day in days] == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]


def test_days_end_where_there_would_be_too_many():
    assert len(days_of(date(1, 1, 1), date(9999, 12, 31), "day", at_most=11)) == 11
