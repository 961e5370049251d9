from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given

from contracts.schema.exact_json import decode, encode
from tests.amounts import WIDE, amounts


@pytest.mark.parametrize(
    "digits", ["1310.42", "12345678901234.56", "0.00000001", "-0.10", "7", str(WIDE)]
)
def test_money_keeps_its_digits_both_ways(digits):
    assert encode({"amount": Decimal(digits)}) == b'{"amount":%s}' % digits.encode()
    assert Decimal(decode(digits.encode())) == Decimal(digits)


@given(amounts())
def test_any_amount_survives_the_round_trip(amount):
    assert Decimal(decode(encode(amount))) == amount


def test_an_exponent_is_written_out():
    assert encode(Decimal("1E+3")) == b"1000"
    assert encode(Decimal("1E-8")) == b"0.00000001"


def test_what_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="not finite"):
        encode({"amount": [Decimal("NaN")]})


def test_instants_days_and_ids_are_text():
    reported = [
        datetime(2026, 2, 12, 6, 14, 5, tzinfo=UTC),
        date(2026, 2, 12),
        UUID("01a20860-e8c6-7689-923a-e049b770e712"),
    ]
    assert decode(encode(reported)) == [
        "2026-02-12T06:14:05Z",
        "2026-02-12",
        "01a20860-e8c6-7689-923a-e049b770e712",
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"{", "Expecting"),
        (b"NaN", "NaN is not JSON"),
        (b'{"a": -Infinity}', "-Infinity is not JSON"),
        (b'{"a": 1, "a": 1}', "names a key twice"),
        (b'"\xff"', "not UTF-8"),
        (rb'{"a": "\ud800"}', "not UTF-8"),
        (rb'{"\ud800": "a"}', "not UTF-8"),
        (b"9" * 101, "too long"),
        (b"1e999999999", "too long"),
        (b"1e-99999999999999999999", "too long"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_readers_disagree_on_is_refused_in_plain_words(text, why):
    with pytest.raises(ValueError, match=why):
        decode(text)
