"""What comes again, as a page: in words, with sums, and the payments one click away."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from openbanking.dashboard.recurring.lines import drift_in_words, sums_of
from openbanking.operations.recurring.list import RecurringMoney
from tests import factories

HERE = "/families/alices/recurring/"
SPACE = "\N{NO-BREAK SPACE}"


def money(account_id="01a21627-9549-73e6-ad26-27ae513914c3", **values):
    return RecurringMoney(
        **{
            "account_id": account_id,
            "name": "Telecom",
            "direction": "debit",
            "currency": "EUR",
            "period": "monthly",
            "latest_amount": Decimal("-30.00"),
            "usual_amount": Decimal("-30.00"),
            "earliest_amount": Decimal("-30.00"),
            "drift": Decimal(1),
            "first_on": date(2025, 3, 1),
            "last_on": date(2026, 3, 1),
            "occurrences": 13,
            "active": True,
            **values,
        }
    )


def monthly(account, amount, *, count, ended=0, **columns):
    """Make payments about a month apart, the latest some days ago."""
    now = timezone.now()
    for number in range(count):
        factories.make_transaction(
            account, amount, date=now - timedelta(days=ended + 5 + 30 * number), **columns
        )


@pytest.mark.parametrize(
    ("drift", "first_on", "words"),
    [
        ("1.03", date(2025, 3, 1), f"3{SPACE}% more than a year ago"),
        ("0.9", date(2024, 3, 1), f"10{SPACE}% less than 2 years ago"),
        ("1.125", date(2025, 12, 1), f"12.5{SPACE}% more than 3 months ago"),
        ("1.004", date(2025, 3, 1), ""),
    ],
)
def test_change_of_price_is_said_in_words(drift, first_on, words):
    assert drift_in_words(money(drift=Decimal(drift), first_on=first_on)) == words


def test_sums_are_of_each_currency_and_exact_over_a_year():
    sums = sums_of(
        [
            money(latest_amount=Decimal("-10.10")),
            money(latest_amount=Decimal("-100.05"), period="yearly"),
            money(latest_amount=Decimal("-1.00"), period="weekly"),
            money(latest_amount=Decimal("-50.00"), period="quarterly", currency="CHF"),
        ]
    )
    found = {each.currency: (each.a_month, each.a_year) for each in sums}
    assert found == {
        "CHF": (Decimal("-16.67"), Decimal(-200)),
        "EUR": (Decimal("-22.77"), Decimal("-273.25")),
    }


def test_payment_that_comes_again_is_shown_with_its_account(member, connection):
    account = factories.make_account(connection, name="Everyday")
    monthly(account, "-29.99", count=8, counterparty_name="Telecom")
    text = member.get(HERE).content.decode()
    for each in ("Telecom", "every month", "29.99", "Everyday", "359.88", "next on"):
        assert each in text


def test_its_payments_are_one_click_away(member, account):
    monthly(account, "-29.99", count=8, counterparty_name="Telecom & Sons")
    text = member.get(HERE).content.decode()
    query = urlencode({"text": "Telecom & Sons", "account": str(account.pk)}).replace("&", "&amp;")
    address = f"/families/alices/transactions/?{query}"
    assert f'href="{address}"' in text
    assert member.get(address.replace("&amp;", "&")).content.decode().count("29.99") >= 8


def test_what_has_ended_is_apart_and_in_no_sum(member, account):
    monthly(account, "-29.99", count=8, ended=120, counterparty_name="Old gym")
    text = member.get(HERE).content.decode()
    assert "Old gym" in text.split("1 that has ended")[1]
    assert "In a year" not in text


def test_income_is_apart_from_what_is_paid(member, account):
    monthly(account, "2500.00", count=8, counterparty_name="Employer")
    text = member.get(HERE).content.decode()
    assert "Received again and again" in text
    assert "Paid again and again" not in text


def test_family_without_any_is_told_so(member, account):
    assert "Nothing that comes again was found yet." in member.get(HERE).content.decode()


def test_page_of_another_family_is_not_there(member, bobs):
    assert member.get("/families/bobs/recurring/").status_code == 404


def test_page_costs_the_same_however_much_comes_again(
    member, account, batch, django_assert_max_num_queries
):
    for name in ("Telecom", "Gym", "Newspaper"):
        monthly(account, "-29.99", count=8, counterparty_name=name)
    member.get(HERE)
    with django_assert_max_num_queries(9):
        member.get(HERE)
