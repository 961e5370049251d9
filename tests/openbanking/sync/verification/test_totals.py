"""Powens' own totals are compared by the codes that accounts have here."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openbanking.fields import difference, total
from openbanking.models import Discrepancy, SyncRun
from openbanking.sandbox.api import accounts
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db


@pytest.fixture
def totals(linked, bank, monkeypatch):
    """Powens' totals, for each test to spell; what the accounts add up to is under `EUR`."""
    given = {"EUR": total(*(each.balance for each in bank.accounts.values()))}
    monkeypatch.setattr(accounts, "_sums", lambda found, name: given)
    return given


@pytest.mark.parametrize("code", ["eur", " EUR "])
def test_total_under_a_code_spelled_otherwise_agrees(totals, code):
    totals[code] = totals.pop("EUR")
    assert sync().status is SyncRun.Status.OK
    assert not Discrepancy.objects.exists()


def test_totals_under_two_spellings_of_a_code_are_added_up(totals):
    totals |= {"EUR": difference(totals["EUR"], Decimal(5)), "eur": Decimal(5)}
    assert sync().status is SyncRun.Status.OK
    assert not Discrepancy.objects.exists()


def test_total_that_differs_is_recorded_under_our_code(totals):
    totals["eur"] = difference(totals.pop("EUR"), Decimal(5))
    assert sync().status is SyncRun.Status.PARTIAL
    assert [(each.currency, each.amount) for each in Discrepancy.objects.all()] == [("EUR", Decimal(5))]
