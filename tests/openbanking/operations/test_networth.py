"""openbanking.networth.get and .series: what is counted, as of when, and what is lacking."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from openbanking.models import Account
from tests import factories
from tests.conftest import exactly

GET = "openbanking.networth.get"
SERIES = "openbanking.networth.series"
NOON = factories.NOW
DAY = timedelta(days=1)


@pytest.fixture
def checking(connection):
    return factories.make_account(connection, type="checking", created_at=NOON - DAY)


@pytest.fixture
def loan(connection):
    return factories.make_account(connection, type="loan", created_at=NOON - DAY)


@pytest.fixture
def ask(as_alice):
    """Return the answer, with every digit."""

    def ask(key=GET, **asked):
        answer = as_alice.get(key, **asked)
        assert answer.status_code == 200, answer.content
        return exactly(answer)

    return ask


def read(account, amount, *, at=NOON, learned=None, **columns):
    return factories.make_reading(account, amount, as_of=at, learned_at=learned or at, **columns)


def test_totals_are_by_currency_kind_and_bank(ask, checking, loan, connection):
    read(checking, "1000.000000000000000001")
    read(loan, "-250")
    read(factories.make_account(connection, type="market", currency="USD", created_at=NOON), "7")
    answer = ask(asOf=NOON.isoformat())
    assert [
        (each["currency"], str(each["assets"]), str(each["liabilities"]), str(each["net"]))
        for each in answer["totals"]
    ] == [
        ("EUR", "1000.000000000000000001", "-250", "750.000000000000000001"),
        ("USD", "7", "0", "7"),
    ]
    assert [(each["kind"], each["currency"], str(each["amount"])) for each in answer["kinds"]] == [
        ("cash", "EUR", "1000.000000000000000001"),
        ("securities", "USD", "7"),
        ("loans", "EUR", "-250"),
    ]
    bank = connection.institution
    assert {each["institutionId"] for each in answer["institutions"]} == {str(bank.code)}
    assert [each["accounts"] for each in answer["institutions"]] == [2, 1]


def test_time_at_the_bank_decides(ask, checking):
    read(checking, "1", at=NOON)
    read(checking, "2", at=NOON + DAY)
    for at, net in ((NOON, "1"), (NOON + DAY / 2, "1"), (NOON + DAY, "2")):
        (total,) = ask(asOf=at.isoformat())["totals"]
        assert str(total["net"]) == net


def test_late_reading_was_not_known_before(ask, checking):
    read(checking, "1", learned=NOON + DAY)
    (then,) = ask(asOf=NOON.isoformat(), knownAt=NOON.isoformat())["totals"]
    (now,) = ask(asOf=NOON.isoformat())["totals"]
    assert (then["accounts"], then["missing"], str(then["net"])) == (0, 1, "0")
    assert (now["accounts"], now["missing"], str(now["net"])) == (1, 0, "1")


def test_stale_part_counts_debts_without_their_sign(ask, checking, loan):
    read(checking, "10")
    read(loan, "-4")
    Account.objects.update(bank_updated_at=timezone.now())
    assert str(ask()["totals"][0]["stale"]) == "0"
    Account.objects.update(bank_updated_at=NOON)
    assert str(ask()["totals"][0]["stale"]) == "14"


def test_stale_part_of_the_past_is_by_age_then(ask, checking):
    read(checking, "10")
    assert str(ask(asOf=(NOON + DAY).isoformat())["totals"][0]["stale"]) == "0"
    assert str(ask(asOf=(NOON + 3 * DAY).isoformat())["totals"][0]["stale"]) == "10"


def test_nothing_of_another_tenant_is_counted(ask, checking, bobs, bob):
    theirs = factories.make_connection(factories.make_powens_user(bobs, bob))
    read(factories.make_account(theirs, created_at=NOON), "1000")
    read(checking, "1")
    assert [str(each["net"]) for each in ask()["totals"]] == ["1"]


class TestSeries:
    def test_points_are_the_ends_of_days(self, ask, checking):
        read(checking, "1", at=NOON)
        read(checking, "2", at=NOON + DAY)
        first = NOON.date()
        answer = ask(SERIES, **{"from": first - DAY, "to": first + DAY, "step": "day"})
        assert [
            (each["date"], str(each["net"]), each["accounts"], each["missing"])
            for each in answer["points"]
        ] == [
            (str(first - DAY), "0", 0, 1),
            (str(first), "1", 1, 0),
            (str(first + DAY), "2", 1, 0),
        ]

    def test_last_point_is_what_net_worth_says(self, ask, checking, loan):
        read(checking, "1310.42")
        read(loan, "-0.000000000000000001")
        day = NOON.date()
        (point,) = ask(SERIES, **{"from": day, "to": day})["points"]
        (total,) = ask(asOf=f"{day}T23:59:59.999999Z")["totals"]
        assert {name: total[name] for name in ("assets", "liabilities", "net", "missing")} == {
            name: point[name] for name in ("assets", "liabilities", "net", "missing")
        }
        assert total["net"] == Decimal("1310.419999999999999999")

    def test_too_many_points_are_refused_with_what_to_do(self, as_alice, alices):
        asked = {"from": "1900-01-01", "to": "2026-01-01", "step": "day"}
        answer = as_alice.get(SERIES, **asked)
        assert (answer.status_code, answer.json()["issues"][0]["path"]) == (400, "step")

    def test_days_that_are_swapped_are_refused(self, as_alice, alices):
        answer = as_alice.get(SERIES, **{"from": "2026-01-02", "to": "2026-01-01"})
        assert (answer.status_code, answer.json()["issues"][0]["path"]) == (400, "from")
