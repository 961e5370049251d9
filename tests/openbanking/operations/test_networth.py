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


class TestConverted:
    @pytest.fixture(autouse=True)
    def dollars(self, connection, checking):
        account = factories.make_account(connection, currency="USD", created_at=NOON)
        read(account, "11")
        read(checking, "1")

    def test_total_comes_with_its_rates(self, ask):
        factories.make_rate("USD", "1.1", day=NOON.date() - 3 * DAY)
        answer = ask(asOf=NOON.isoformat(), currency="EUR")["converted"]
        assert str(answer["net"]) == "11"
        assert [(each["currency"], str(each["rate"]), each["date"]) for each in answer["rates"]] == [
            ("USD", "1.1", str(NOON.date() - 3 * DAY))
        ]
        assert answer["rates"][0]["source"] == "European Central Bank"
        assert answer["unconverted"] == []

    def test_currency_without_a_rate_is_named_and_not_counted(self, ask):
        factories.make_rate("USD", "1.1", day=NOON.date() - 8 * DAY)
        answer = ask(asOf=NOON.isoformat(), currency="EUR")["converted"]
        assert (str(answer["net"]), answer["unconverted"]) == ("1", ["USD"])

    def test_nothing_is_converted_unasked(self, ask):
        assert "converted" not in ask()

    def test_point_of_a_series_is_converted_by_the_rate_of_its_day(self, ask):
        day = NOON.date()
        factories.make_rate("USD", "1.1", day=day)
        factories.make_rate("USD", "2.2", day=day + DAY)
        asked = {"from": day, "to": day + DAY, "step": "day", "currency": "EUR"}
        points = [each for each in ask(SERIES, **asked)["points"] if each.get("converted")]
        assert [(str(each["net"]), each["accounts"]) for each in points] == [("11", 2), ("6", 2)]

    def test_point_without_a_rate_lacks_the_accounts(self, ask):
        day = NOON.date()
        (*_, point) = ask(SERIES, **{"from": day, "to": day, "currency": "EUR"})["points"]
        assert (str(point["net"]), point["accounts"], point["missing"]) == ("1", 1, 1)

    def test_point_lacks_the_accounts_of_every_currency_without_a_code(self, ask, connection):
        for ticker in ("USDT", "USDC"):
            read(factories.make_account(connection, currency=ticker, created_at=NOON), "5")
        day = NOON.date()
        (*_, point) = ask(SERIES, **{"from": day, "to": day, "currency": "EUR"})["points"]
        assert (str(point["net"]), point["accounts"], point["missing"]) == ("1", 1, 3)


class TestManualAccounts:
    @pytest.fixture
    def house(self, alices):
        return factories.make_manual_account(alices, created_at=NOON - DAY)

    def test_house_counts_from_its_first_valuation_on(self, ask, house):
        factories.make_valuation(house, "250000")
        answer = ask(asOf=NOON.isoformat())
        assert [(each["kind"], str(each["amount"])) for each in answer["kinds"]] == [
            ("property", "250000")
        ]
        assert answer["institutions"] == []
        assert ask(asOf=(NOON - DAY).isoformat())["totals"] == []

    def test_correction_was_not_known_before(self, ask, house):
        first = factories.make_valuation(house, "1")
        factories.make_valuation(house, "2", supersedes=first, recorded_at=NOON + DAY)
        for known_at, net in ((NOON, "1"), (NOON + DAY, "2")):
            (total,) = ask(asOf=NOON.isoformat(), knownAt=known_at.isoformat())["totals"]
            assert str(total["net"]) == net

    def test_it_is_in_the_series_and_never_stale(self, ask, house):
        factories.make_valuation(house, "3")
        day = NOON.date()
        (point,) = ask(SERIES, **{"from": day, "to": day})["points"]
        assert (str(point["net"]), point["accounts"]) == ("3", 1)
        (total,) = ask()["totals"]
        assert str(total["stale"]) == "0"


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
