"""What the first page says of a family: worth, movement, lines."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from openbanking.dashboard.charts import Chart, Line, trend_of
from openbanking.dashboard.home.lines import FEW, SHOWN
from openbanking.models import Kind
from tests import factories
from tests.openbanking.dashboard.reading import net, subtotals, words


@pytest.fixture
def read_today(connection):
    """An account that the bank was read for a moment ago."""
    now = timezone.now()

    def read_today(amount, **values):
        account = factories.make_account(
            connection, bank_updated_at=now, opened_on=date(2020, 1, 1), **values
        )
        currency = {"currency": values["currency"]} if "currency" in values else {}
        factories.make_balance(account, amount, as_of=now, **currency)
        factories.make_reading(account, amount, as_of=now, **currency)
        return account

    return read_today


def test_fresh_figures_are_said_to_be(member, read_today):
    read_today("5")
    read_today("6")
    text = words(member.get("/"))
    assert "All 2 accounts are up to date." in text
    assert "Out of date" not in text


def test_stale_figure_says_why(member, account):
    factories.make_balance(account, "5")
    text = words(member.get("/"))
    assert "0 of 1 account is up to date." in text
    assert "Powens last read this account more than 48 hours ago." in text


def test_what_is_owed_stands_apart_from_what_is_owned(member, read_today):
    read_today("1000")
    read_today("-400", type="loan")
    text = words(member.get("/"))
    assert "600.00 EUR Assets1 000.00 EURLiabilities\N{MINUS SIGN}400.00 EUR" in text


def test_currencies_without_a_code_are_summed_by_their_tickers(member, read_today):
    read_today("5", currency="USDT")
    read_today("7", currency="USDC")
    assert subtotals(member.get("/")) == ["7.00 USDC5.00 USDT"]


def test_accounts_are_grouped_by_kind_or_by_bank(member, read_today):
    read_today("1000")
    read_today("400", type="livret_a")
    assert subtotals(member.get("/")) == ["1 000.00 EUR", "400.00 EUR"]
    assert subtotals(member.get("/?by=bank")) == ["1 400.00 EUR"]


def test_what_is_kept_by_hand_is_said_to_be(member, alices):
    house = factories.make_manual_account(alices, name="A house", kind=Kind.PROPERTY)
    factories.make_valuation(house, "900000", valued_on=date(2026, 5, 4))
    text = words(member.get("/"))
    assert "A house Kept by hand" in text
    assert "valued on 4 May 2026" in text


def test_conversion_names_its_rate(member, read_today):
    read_today("100")
    read_today("50", currency="CHF")
    factories.make_rate("CHF", "0.5", day=timezone.now().date())
    answer = member.get("/?in=EUR")
    assert net(answer)[0] == "200.00 EUR"
    assert "1 EUR = 0.5 CHF on" in words(answer)


def test_currency_without_a_rate_is_named(member, read_today):
    read_today("100")
    read_today("50", currency="KWD")
    answer = member.get("/?in=EUR")
    assert net(answer)[0] == "100.00 EUR"
    assert "There is no rate for KWD" in words(answer)


def test_address_that_names_no_currency_converts_nothing(member, read_today):
    read_today("100")
    assert net(member.get("/?in=nothing")) == ["100.00 EUR"]


def test_part_is_a_page_by_itself_too(member, read_today):
    read_today("100")
    part = member.get("/families/alices/net-worth/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "<html" in member.get("/families/alices/net-worth/").content.decode()


def test_chart_says_how_many_accounts_it_lacks(member, read_today):
    read_today("100")
    text = words(member.get("/families/alices/net-worth/?over=1m"))
    assert "At some of these days 1 account had no figure" in text


def test_change_is_told_by_its_causes(member, read_today):
    account = read_today("100")
    before = timezone.now() - timedelta(days=60)
    factories.make_reading(account, "40", as_of=before, learned_at=before)
    text = words(member.get("/families/alices/net-worth/change/"))
    assert "+60.00 EUR" in text
    assert "From 40.00 EUR to 100.00 EUR" in text
    assert "Not explained by transactions +60.00 EUR" in text


def test_amounts_are_marked_to_be_hidden(member, read_today):
    read_today("100")
    text = member.get("/").content.decode()
    assert text.count("100.00") == text.count('data-amount><span class="digits">100.00')


class TestChart:
    def test_gap_is_a_gap(self):
        chart = Chart(
            id="a",
            summary="",
            labels=["1", "2", "3"],
            lines=[Line(name="b", currency="EUR", amounts=[Decimal(1), None, Decimal("2.5")])],
        )
        assert chart.data["series"][0]["points"] == [1.0, None, 2.5]
        assert list(chart.rows) == [("1", ("1.00 EUR",)), ("2", ("",)), ("3", ("2.50 EUR",))]

    def test_trend_begins_anew_after_a_gap(self):
        trend = trend_of([Decimal(0), Decimal(1), None, Decimal(4)])
        assert trend is not None
        assert trend.path == "M0.0 28.0 L32.0 21.0 M96.0 0.0"
        assert trend.direction == "up"

    @pytest.mark.parametrize("amounts", [[], [None], [None, Decimal(3)]])
    def test_one_amount_is_no_trend(self, amounts):
        assert trend_of(amounts) is None

    def test_level_trend_lies_in_the_middle(self):
        trend = trend_of([Decimal(3), Decimal(3)])
        assert trend is not None
        assert (trend.path, trend.direction) == ("M0.0 14.0 L96.0 14.0", "level")


class TestManyAccounts:
    @pytest.fixture(autouse=True)
    def many(self, read_today):
        for _ in range(SHOWN + FEW + 1):
            read_today("10")

    def test_some_of_a_kind_are_shown_with_the_sum_of_all(self, member):
        answer = member.get("/")
        assert answer.content.decode().count('<div class="name">') == SHOWN
        assert subtotals(answer) == ["310.00 EUR"]
        assert f"{FEW + 1} more" in words(answer)

    def test_all_are_shown_when_asked_for(self, member):
        answer = member.get("/?all=1")
        assert answer.content.decode().count('<div class="name">') == SHOWN + FEW + 1


def test_few_more_than_are_shown_are_shown_too(member, read_today):
    for _ in range(SHOWN + FEW):
        read_today("10")
    assert member.get("/").content.decode().count('<div class="name">') == SHOWN + FEW
