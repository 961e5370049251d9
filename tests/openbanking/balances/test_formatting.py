"""Amounts and ages in words."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from babel import Locale
from django.utils import translation
from hypothesis import given

from openbanking.balances.formatting import (
    MINUS,
    THIN_SPACE,
    age_text,
    amount_text,
    moment_text,
    quantity_text,
    ratio_text,
)
from tests.amounts import amounts
from tests.factories import NOW


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1310.4", "EUR", "1\N{NARROW NO-BREAK SPACE}310.40"),
        ("-0.1", "EUR", "\N{MINUS SIGN}0.10"),
        ("0", "EUR", "0.00"),
        ("1250000", "JPY", "1\N{NARROW NO-BREAK SPACE}250\N{NARROW NO-BREAK SPACE}000"),
        ("1250.125", "KWD", "1\N{NARROW NO-BREAK SPACE}250.125"),
        ("0.00000001", "BTC", "0.00000001"),
        ("12.345", "EUR", "12.345"),
        ("12.5", "JPY", "12.5"),
    ],
)
def test_amount_has_all_its_digits(amount, currency, text):
    assert amount_text(Decimal(amount), currency) == text


@given(amounts())
def test_any_amount_can_be_read_back(amount):
    assert Decimal(amount_text(amount, "EUR").replace(MINUS, "-").replace(THIN_SPACE, "")) == amount


@pytest.mark.parametrize(
    ("currency", "text"),
    [
        ("EUR", "12.00"),
        ("JPY", "12"),
        ("XPF", "12"),
        ("KWD", "12.000"),
        ("TND", "12.000"),
        ("BTC", "12.00"),
        ("NONSENSE", "12.00"),
        ("", "12.00"),
    ],
)
def test_amount_has_the_decimals_of_its_currency(currency, text):
    assert amount_text(Decimal(12), currency) == text


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=2, minutes=59), "2 hours ago"),
        (timedelta(days=9), "9 days ago"),
    ],
)
def test_age_is_given_in_its_largest_unit(ago, text):
    assert age_text(NOW - ago, NOW) == text


def test_no_moment_is_never():
    assert age_text(None, NOW) == "never"


@pytest.mark.parametrize(
    ("quantity", "text"),
    [("12", "12"), ("12.500", "12.5"), ("-0.00000001", "−0.00000001"), ("1E+3", f"1{THIN_SPACE}000")],
)
def test_quantity_has_all_its_digits_and_no_more(quantity, text):
    assert quantity_text(Decimal(quantity)) == text


@pytest.mark.parametrize(
    ("ratio", "text"), [("0.1734", "17.3"), ("-0.005", "−0.5"), ("0", "0"), ("12", f"1{THIN_SPACE}200")]
)
def test_ratio_is_per_cent_to_one_decimal(ratio, text):
    assert ratio_text(Decimal(ratio)) == f"{text}\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en_GB", "\N{MINUS SIGN}1\N{NARROW NO-BREAK SPACE}310.40"),
        ("fr", "\N{MINUS SIGN}1\N{NARROW NO-BREAK SPACE}310,40"),
        ("de", "\N{MINUS SIGN}1.310,40"),
    ],
)
def test_amount_is_written_as_its_reader_writes_it(language, text):
    assert amount_text(Decimal("-1310.4"), "EUR", Locale.parse(language)) == text


@pytest.mark.parametrize(("amount", "text"), [("5", "+5.00"), ("0", "0.00"), ("-5", f"{MINUS}5.00")])
def test_change_has_its_sign(amount, text):
    assert amount_text(Decimal(amount), "EUR", signed=True) == text


@pytest.mark.parametrize(
    ("language", "text"), [("en-gb", "2 days ago"), ("fr", "il y a 2 jours"), ("de", "vor 2 Tagen")]
)
def test_age_is_told_in_the_language_of_the_page(language, text):
    with translation.override(language):
        assert age_text(NOW - timedelta(days=2), NOW) == text


def test_moment_has_its_day_and_time():
    assert moment_text(NOW) == NOW.strftime("%-d %b %Y, %H:%M UTC")
