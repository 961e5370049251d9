from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from rest_framework.exceptions import ValidationError

from contracts.problems import MOST_ISSUES
from contracts.schema import fields
from tests.amounts import amounts

ID = "01a20860-e8c6-7689-923a-e049b770e712"


@pytest.mark.parametrize(
    ("field", "given", "understood"),
    [
        (fields.Id(), ID, UUID(ID)),
        (fields.String(), " spaces stay ", " spaces stay "),
        (fields.String(), "", ""),
        (fields.Int(), 3, 3),
        (fields.Int(), Decimal("30.0"), 30),
        (fields.Float(), 3, Decimal(3)),
        (fields.Float(), Decimal("0.000000000000000001"), Decimal("0.000000000000000001")),
        (fields.Float(), Decimal("-99999999999999999999.5"), Decimal("-99999999999999999999.5")),
        (fields.Float(), Decimal("1e-19"), Decimal("1e-19")),
        (fields.Boolean(), False, False),
        (fields.Date(), "2026-02-12", date(2026, 2, 12)),
        (fields.Currency(), "EUR", "EUR"),
        (fields.Currency(), "XXX", "XXX"),
        (fields.Url(), "https://example.org/a.png", "https://example.org/a.png"),
        (fields.JsonObject(), {"a": [1]}, {"a": [1]}),
        (fields.List(child=fields.Int()), [1, 2], [1, 2]),
    ],
)
def test_a_well_formed_value_is_understood(field, given, understood):
    assert field.run_validation(given) == understood


@pytest.mark.parametrize(
    ("field", "given"),
    [
        (fields.Id(), "42"),
        (fields.Id(), 42),
        (fields.String(), 42),
        (fields.String(), True),
        (fields.NonEmptyString(), ""),
        (fields.Int(), "3"),
        (fields.Int(), True),
        (fields.Int(), Decimal("3.5")),
        (fields.Int(), Decimal("Infinity")),
        (fields.Int(), Decimal("NaN")),
        (fields.Int(min_value=1), 0),
        (fields.Float(), "3.5"),
        (fields.Float(), True),
        (fields.Float(), 0.1),
        (fields.Float(), Decimal("NaN")),
        (fields.Float(), Decimal("1e20")),
        (fields.Boolean(), "true"),
        (fields.Boolean(), 1),
        (fields.DateTime(), "2026-02-12T06:14:05"),
        (fields.DateTime(), "2026-02-12"),
        (fields.DateTime(), "2026-02-31T06:14:05Z"),
        (fields.DateTime(), "0001-01-01T00:00:00+14:00"),
        (fields.DateTime(), "２０２６-02-12T06:14:05Z"),
        (fields.DateTime(), 1770876845),
        (fields.Date(), "2026-02-12T00:00:00Z"),
        (fields.Date(), "2026-02-31"),
        (fields.Currency(), "eur"),
        (fields.Currency(), "USDT"),
        (fields.Currency(), ""),
        (fields.Url(), "logo.png"),
        (fields.Url(), 5),
        (fields.JsonObject(), []),
        (fields.List(child=fields.String()), "a,b"),
        (fields.List(child=fields.String()), [1]),
    ],
)
def test_anything_else_is_refused_with_advice(field, given):
    with pytest.raises(ValidationError) as refusal:
        field.run_validation(given)
    assert _first(refusal.value.detail).startswith(("Send", "Not an identifier. Send"))


def _first(detail: Any) -> str:
    while not isinstance(detail, str):
        detail = next(iter(detail.values() if isinstance(detail, dict) else detail))
    return detail


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-12T06:14:05Z",
        "2026-02-12t06:14:05z",
        "2026-02-12 07:14:05+01:00",
        "2026-02-12T07:14:05+0100",
        "2026-02-12T06:14:05.000Z",
    ],
)
def test_an_instant_with_any_offset_is_taken_as_utc(text):
    assert fields.DateTime().run_validation(text) == datetime(2026, 2, 12, 6, 14, 5, tzinfo=UTC)


def test_an_instant_is_answered_in_utc():
    moment = datetime(2026, 2, 12, 7, 14, 5, tzinfo=timezone(timedelta(hours=1)))
    assert fields.DateTime().to_representation(moment) == "2026-02-12T06:14:05Z"


def test_microseconds_are_answered_only_when_there_are_any():
    moment = datetime(2026, 2, 12, 6, 14, 5, 120, tzinfo=UTC)
    assert fields.DateTime().to_representation(moment) == "2026-02-12T06:14:05.000120Z"


@given(amounts())
def test_any_amount_goes_in_and_out_with_its_digits(amount):
    understood = fields.Float().run_validation(amount)
    assert fields.Float().to_representation(understood).as_tuple() == amount.as_tuple()


def test_an_amount_is_answered_with_its_digits():
    assert str(fields.Float().to_representation(Decimal("1310.40"))) == "1310.40"


def test_what_is_wrong_with_a_list_is_told_of_so_many_values():
    with pytest.raises(ValidationError) as refused:
        fields.List(child=fields.Id()).run_validation(["no id"] * 10_000)
    assert len(refused.value.detail) == MOST_ISSUES
