"""Returns in an overview: those of the family as a whole, with what to know of them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from openbanking.models import Overview
from tests import factories

BEFORE = datetime(2026, 2, 2, 18, tzinfo=UTC)
END = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def market(connection):
    return factories.make_account(connection, type="market")


def test_what_investments_returned_is_told_with_its_caveats(overview, market):
    for amount, at in (("1000", BEFORE), ("1050", END)):
        factories.make_reading(market, amount, as_of=at, learned_at=at)
    (euros,) = overview()["returns"]
    assert (euros["currency"], euros["coverage"]) == ("EUR", 1)
    assert euros["timeWeighted"] == euros["moneyWeighted"] == Decimal("0.05")
    assert ("annualised" in euros, len(euros["caveats"])) == (False, 1)
    summary = Overview.objects.get().summary
    assert "| EUR | 5.00 % | 5.00 % |  | 100.00 % |" in summary
    assert "EUR: Less than 90 days are not told as a rate a year." in summary


def test_no_return_is_told_of_what_figures_do_not_cover(overview, market):
    factories.make_reading(market, "1050", as_of=END, learned_at=END)
    (euros,) = overview()["returns"]
    assert (euros["coverage"], "timeWeighted" in euros) == (0, False)
    assert "Figures cover less than 95 %" in euros["caveats"][0]


def test_nothing_is_said_of_returns_where_nothing_is_invested(overview, account):
    assert overview()["returns"] == []
    assert "## Returns" not in Overview.objects.get().summary


def test_returns_are_of_the_family_as_a_whole_alone(overview, market):
    assert "returns" not in overview(accountIds=[str(market.pk)])
