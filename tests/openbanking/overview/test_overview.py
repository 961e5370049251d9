"""Overviews: what is counted, what would count twice, and what is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from openbanking.fields import total
from openbanking.models import Overview
from openbanking.overview import Span, span_of
from tests import factories
from tests.openbanking.overview.conftest import AS_OF, KEY

IBAN = "FR7630006000011234567890189"

Period = Overview.Period


def currency(document, code="EUR"):
    return next(each for each in document["currencies"] if each["currency"] == code)


@pytest.mark.parametrize(
    ("period", "as_of", "first"),
    [
        (Period.WEEK, date(2026, 3, 2), date(2026, 2, 24)),
        (Period.MONTH, date(2026, 3, 2), date(2026, 2, 3)),
        (Period.MONTH, date(2026, 3, 31), date(2026, 3, 1)),
        (Period.MONTH, date(2026, 1, 15), date(2025, 12, 16)),
        (Period.QUARTER, date(2026, 3, 31), date(2026, 1, 1)),
        (Period.QUARTER, date(2024, 5, 29), date(2024, 3, 1)),
    ],
)
def test_period_ends_on_the_day_asked_for(period, as_of, first):
    assert span_of(period, as_of) == Span(first, as_of)


def test_weeks_are_reported_by_day_and_months_by_week():
    week = list(span_of(Period.WEEK, AS_OF).parts())
    month = list(span_of(Period.MONTH, AS_OF).parts())
    assert (len(week), len(month)) == (7, 4)
    assert month[-1].last == AS_OF
    assert all(after.first == part.last + timedelta(days=1) for part, after in pairwise(month))


def test_sums_are_exact_and_by_currency(overview, account, connection):
    factories.make_reading(account, "0.000000000000000001")
    other = factories.make_account(connection)
    factories.make_reading(other, "90071992547409.93")
    debt = factories.make_account(connection)
    factories.make_reading(debt, "-100")
    francs = factories.make_account(connection, currency="CHF")
    factories.make_reading(francs, "5")
    for amount in ("100.10", "-40.05", "-0.05"):
        factories.make_transaction(account, amount)
    euros = currency(overview())
    assert euros["balance"] == Decimal("90071992547309.930000000000000001")
    assert (euros["debts"], euros["accounts"]) == (-100, 3)
    assert (euros["income"], euros["expenses"], euros["net"]) == (
        Decimal("100.1"),
        Decimal("-40.1"),
        60,
    )


def test_balance_is_the_one_known_on_that_day(overview, account):
    factories.make_reading(account, "1", as_of=factories.NOW - timedelta(days=3))
    factories.make_reading(account, "2", as_of=factories.NOW)
    factories.make_reading(account, "3", as_of=factories.NOW + timedelta(days=1))
    assert currency(overview())["balance"] == 2


def test_days_of_the_period_are_included_and_no_others(overview, account):
    for day in (datetime(2026, 2, 2, 23, 59, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)):
        factories.make_transaction(account, "-1", date=day)
    for day in (datetime(2026, 2, 3, tzinfo=UTC), datetime(2026, 3, 2, 23, 59, tzinfo=UTC)):
        factories.make_transaction(account, "-10", date=day)
    assert currency(overview())["expenses"] == -20


def test_pending_and_taken_back_rows_are_not_counted(overview, account):
    factories.make_transaction(account, "-1", status="pending")
    factories.make_transaction(account, "-1", deleted_at=factories.NOW)
    assert overview()["currencies"] == []


def test_deferred_card_is_counted_once(overview, account, connection):
    card = factories.make_account(connection, type="card", parent=account)
    factories.make_reading(account, "1000")
    factories.make_reading(card, "-60")
    for amount in ("-20", "-40"):
        factories.make_transaction(card, amount, type="deferred_card")
    factories.make_transaction(account, "-60", type="summary_card")
    document = overview()
    assert (currency(document)["expenses"], currency(document)["balance"]) == (-60, 1000)
    assert [each["accountId"] for each in document["leftOut"]] == [str(card.pk)]


def test_summary_of_a_card_that_is_not_there_counts(overview, account):
    factories.make_transaction(account, "-60", type="summary_card")
    assert currency(overview())["expenses"] == -60


def test_account_seen_through_two_connections_is_counted_once(overview, alices, alice, account):
    account.iban = IBAN
    account.save()
    again = factories.make_connection(factories.make_powens_user(alices, alice))
    twin = factories.make_account(again, iban=IBAN)
    for each in (account, twin):
        factories.make_reading(each, "100")
        factories.make_transaction(each, "-10")
    document = overview()
    assert (currency(document)["balance"], currency(document)["expenses"]) == (100, -10)
    assert document["leftOut"] == [
        {
            "accountId": str(twin.pk),
            "reason": "The same account is counted through another connection.",
        }
    ]


def test_categories_and_trend_come_when_asked_for(overview, account):
    factories.make_transaction(account, "-10", category="groceries")
    factories.make_transaction(account, "-5")
    plain, full = overview(), overview(includeCategories=True, includeCashflowTrend=True)
    assert not {"categories", "cashflow"} & currency(plain).keys()
    assert [each["category"] for each in currency(full)["categories"]] == ["groceries", "uncategorised"]
    trend = currency(full)["cashflow"]
    assert total(*(part["expenses"] for part in trend)) == -15
    assert (trend[0]["from"], trend[-1]["to"]) == ("2026-02-03", "2026-03-02")


def test_only_the_accounts_asked_for_are_counted(overview, account, connection):
    factories.make_reading(account, "100")
    other = factories.make_account(connection)
    factories.make_reading(other, "5")
    assert currency(overview(accountIds=[str(other.pk)]))["balance"] == 5


def test_account_of_another_tenant_is_not_found(as_alice, bobs, bob):
    foreign = factories.make_account(factories.make_connection(factories.make_powens_user(bobs, bob)))
    given: dict[str, Any] = {
        "period": "Pweek",
        "includeCategories": False,
        "includeCashflowTrend": False,
    }
    answer = as_alice.post(KEY, version="1", accountIds=[str(foreign.pk)], **given)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"period": "Pyear"}, "period"),
        ({"period": "Pweek", "accountIds": ["mine"]}, "accountIds.0"),
        ({"period": "Pweek", "asOf": "soon"}, "asOf"),
        ({"period": "Pweek", "asOf": "0001-01-01"}, "asOf"),
    ],
)
def test_input_that_makes_no_sense_is_named(as_alice, given, path):
    answer = as_alice.post(
        KEY,
        version="1",
        **{"includeCategories": False, "includeCashflowTrend": False, **given},
    )
    assert (answer.status_code, answer.json()["issues"][0]["path"]) == (400, path)


def test_summary_is_readable_and_holds_no_wording(as_alice, account, overview):
    factories.make_reading(account, "1310.42")
    factories.make_transaction(account, "-10", original_wording="VERY PRIVATE")
    overview(includeCategories=True, includeCashflowTrend=True)
    kept = Overview.objects.get()
    assert "VERY PRIVATE" not in kept.summary + kept.document
    page = as_alice.client.get(f"/overviews/{kept.pk}.md", headers=as_alice.headers)
    assert page["Content-Type"].startswith("text/markdown")
    assert page.content.decode().startswith("# Alices, 2026-02-03 to 2026-03-02")
    assert "1\N{NARROW NO-BREAK SPACE}310.42 EUR" in page.content.decode()


def test_overview_of_another_tenant_does_not_exist(as_bob, account, overview):
    overview()
    kept = Overview.objects.get()
    for form in ("md", "json"):
        answer = as_bob.client.get(f"/overviews/{kept.pk}.{form}", headers=as_bob.headers)
        assert answer.status_code == 404


def test_stranger_gets_no_overview(client, account, overview):
    overview()
    assert client.get(f"/overviews/{Overview.objects.get().pk}.md").status_code == 401


@pytest.mark.parametrize("pk", ["-" * 36, "0" * 36, "01a21627-9549-73e6-ad26-27ae513914cg"])
def test_what_is_no_id_of_an_overview_is_not_found(client, alice, pk):
    client.force_login(alice)
    assert client.get(f"/overviews/{pk}.md").status_code == 404
