"""What families of the demonstration own: there once, however often it is started."""

from __future__ import annotations

from decimal import Decimal

from openbanking.demo import possessions
from openbanking.manual.values import values_of
from tests.factories import NOW


def test_family_has_its_possessions_once(alices):
    for _ in range(2):
        possessions.keep(alices, now=NOW)
    found = values_of(alices.manual_accounts.all(), on=NOW.date(), known_at=NOW)
    assert {each.amount for each in found.values()} == {
        Decimal(-48000),
        Decimal(42000),
        Decimal(905000),
    }
