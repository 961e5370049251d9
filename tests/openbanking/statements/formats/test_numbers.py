"""Amounts as banks write them: whichever mark, never a guess, never a lost digit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbanking.statements.formats.numbers import (
    Ambiguous,
    NotANumber,
    amount_of,
    bare,
    decimal_mark,
)
from tests.amounts import amounts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 234,56", "1234,56"),
        ("1\N{NARROW NO-BREAK SPACE}234,56\N{NO-BREAK SPACE}€", "1234,56"),
        ("CHF 1'234.50", "1234.50"),
        ("+12.50", "12.50"),
        ("12,50-", "-12,50"),
        ("\N{MINUS SIGN}12,50", "-12,50"),
        ("- 12,50 EUR", "-12,50"),
        ("", ""),
    ],
)
def test_what_stands_around_an_amount_is_left_out(text, expected):
    assert bare(text) == expected


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1,5"], ","),
        (["1.5"], "."),
        (["1.234,56"], ","),
        (["1,234.56"], "."),
        (["1.234.567"], ","),
        (["1,234,567"], "."),
        (["1.234", "1,5"], ","),
        (["1,234", "0.50"], "."),
        (["12", "-7"], "."),
        ([], "."),
    ],
)
def test_decimal_mark_is_what_leaves_no_doubt(texts, mark):
    assert decimal_mark(texts) == mark


@pytest.mark.parametrize("texts", [["1,234"], ["1.234", "12"], ["1,5", "1.5"], ["1.234,5", "1,234.5"]])
def test_doubt_about_the_decimal_mark_is_not_decided_by_a_guess(texts):
    with pytest.raises(Ambiguous):
        decimal_mark(texts)


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("1.234.567,89", ",", "1234567.89"),
        ("-0,5", ",", "-0.5"),
        (",5", ",", "0.5"),
        ("1,234", ".", "1234"),
        ("1,234", ",", "1.234"),
        ("-0.00", ".", "0"),
    ],
)
def test_amount_is_read_with_its_mark(text, mark, amount):
    assert amount_of(text, mark) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        ".",
        "abc",
        "1.2.3",
        "12,34.5",
        "1,23",
        "1e5",
        "NaN",
        "--1",
        "٣",
        "1" * 21,
        "0." + "1" * 19,
    ],
)
def test_what_is_no_amount_or_too_long_is_refused(text):
    with pytest.raises(NotANumber):
        amount_of(text, ".")


@given(amounts(), st.sampled_from(".,"))
def test_any_amount_that_is_kept_is_read_to_the_last_digit(amount, mark):
    assert amount_of(f"{amount:f}".replace(".", mark), mark) == amount
