"""What a transaction is to its account: a person decides, then the wording, then the type."""

from __future__ import annotations

import pytest

from openbanking.models import Nature, Transaction
from openbanking.networth.natures import nature_of


def nature(type="transfer", wording="", **columns):
    return nature_of(Transaction(type=type, original_wording=wording, **columns))


@pytest.mark.parametrize(
    ("type", "expected"),
    [
        *((each, Nature.TRADE) for each in ("market_order", "arbitrage")),
        *((each, Nature.FEE) for each in ("bank", "market_fee", "fee")),
        ("profit", Nature.INCOME),
        *((each, Nature.EXTERNAL) for each in ("deposit", "payout", "unknown", "a new one", "")),
    ],
)
def test_type_decides_where_nothing_else_does(type, expected):
    assert nature(type) is expected


@pytest.mark.parametrize(
    ("type", "wording", "expected"),
    [
        ("deposit", "BOOST SUR VERSEMENT", Nature.INCOME),
        ("deposit", "Participation aux Bénéfices 2025", Nature.INCOME),
        ("deposit", "PARTICIPATION  AUX\tBENEFICES", Nature.INCOME),
        ("unknown", "VENTE COMPTANT ATELIERS MERIDIEN", Nature.TRADE),
        ("transfer", "Achat comptant Verger", Nature.TRADE),
        ("payout", "INTÉRÊTS 2025", Nature.INCOME),
        ("payout", "COUPON VERGER", Nature.INCOME),
        ("payout", "DIVIDENDES", Nature.INCOME),
        ("transfer", "VIR DIVIDENDES DE LA SCI", Nature.EXTERNAL),
        ("deposit", "VERSEMENT LIBRE", Nature.EXTERNAL),
        ("card", "VENTE COMPTANTE", Nature.EXTERNAL),
    ],
)
def test_wording_decides_before_the_type(type, wording, expected):
    assert nature(type, wording) is expected


def test_wording_made_readable_is_read_where_the_bank_gives_none():
    assert nature("deposit", simplified_wording="Boost sur versement") is Nature.INCOME


@pytest.mark.parametrize("ruling", Nature)
def test_ruling_of_a_person_decides_before_all(ruling):
    assert nature("market_order", "BOOST SUR VERSEMENT", own_nature=ruling) is ruling
