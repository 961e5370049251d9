"""openbanking.recurring.list: whose rows count, what is said of them, and by which days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from openbanking.networth.days import months_after
from tests import factories
from tests.conftest import exactly

KEY = "openbanking.recurring.list"


@pytest.fixture
def listed(as_alice):
    def listed(**asked):
        answer = as_alice.get(KEY, **asked)
        assert answer.status_code == 200, answer.content
        return exactly(answer)["recurring"]

    return listed


def pay(account, months, *, amounts=None, **columns):
    """Let one side be paid each month, last in this one."""
    today = datetime.combine(timezone.now().date(), datetime.min.time(), tzinfo=UTC)
    for number in range(months):
        day = months_after(today.date(), number + 1 - months)
        factories.make_transaction(
            account,
            (amounts or ["-9.99"] * months)[number],
            date=today.replace(year=day.year, month=day.month, day=day.day),
            **{"counterparty_name": "Fibre Telecom", **columns},
        )


def test_what_comes_again_is_told_with_what_it_rose_to(listed, account):
    pay(account, 4, amounts=["-10", "-10", "-10", "-12"])
    (found,) = listed()
    assert (found["name"], found["period"], found["direction"]) == ("Fibre Telecom", "monthly", "debit")
    assert (found["latestAmount"], found["usualAmount"]) == (-12, -10)
    assert (found["earliestAmount"], found["drift"]) == (-10, Decimal("1.2"))
    assert (found["occurrences"], found["active"]) == (4, True)
    assert found["nextExpectedOn"] > found["lastOn"] > found["firstOn"]


def test_income_is_told_apart_from_payments(listed, account):
    pay(account, 4)
    pay(account, 4, amounts=["2500"] * 4, counterparty_name="Employer")
    assert [each["name"] for each in listed(direction="credit")] == ["Employer"]
    assert [each["name"] for each in listed(direction="debit")] == ["Fibre Telecom"]


def test_what_has_stopped_expects_nothing(listed, account):
    day = timezone.now() - timedelta(days=300)
    for number in range(4):
        factories.make_transaction(
            account, "-9.99", date=day + timedelta(days=30.4 * number), counterparty_name="Gym"
        )
    (found,) = listed()
    assert (found["active"], "nextExpectedOn" in found) == (False, False)
    assert listed(active="true") == []


@pytest.mark.parametrize(
    "hidden", [{"status": "pending"}, {"left_out": True}, {"deleted_at": timezone.now()}]
)
def test_what_is_not_booked_or_not_shown_does_not_count(listed, account, hidden):
    pay(account, 6, **hidden)
    assert listed() == []


def test_accounts_are_looked_at_one_by_one(listed, account, connection):
    other = factories.make_account(connection, currency="CHF")
    pay(account, 4)
    pay(other, 4)
    assert {each["currency"] for each in listed()} == {"EUR", "CHF"}
    assert [each["accountId"] for each in listed(accountIds=[str(other.pk)])] == [str(other.pk)]


def test_another_familys_payments_are_not_there(as_bob, bobs, account):
    pay(account, 6)
    assert as_bob.get(KEY).json()["recurring"] == []
    assert as_bob.get(KEY, accountIds=[str(account.pk)]).status_code == 404


def test_days_are_those_at_powens(listed, account, settings):
    """Midnight in Paris is the evening before in UTC."""
    today = timezone.now().astimezone(settings.POWENS_TIMEZONE).date()
    for number in range(4):
        day = months_after(today.replace(day=3), -number - 1)
        at = datetime(day.year, day.month, day.day, tzinfo=settings.POWENS_TIMEZONE)
        factories.make_transaction(account, "-5", date=at, counterparty_name="Gym")
    (found,) = listed()
    assert found["lastOn"] == months_after(today.replace(day=3), -1).isoformat()
