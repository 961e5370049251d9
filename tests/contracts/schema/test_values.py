"""Values are encoded as they are: what the serializer of their record makes of them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from contracts.schema import fields
from contracts.schema.agreement import disagreements
from contracts.schema.exact_json import Amounts, decode, encode
from contracts.schema.shapes import Record
from contracts.schema.values import Values, as_mapping
from contracts.schema.writing import write

ID = UUID("01a20860-e8c6-7689-923a-e049b770e712")
NOON = datetime(2026, 2, 12, 12, tzinfo=UTC)


class PartRecord(Record):
    """A part."""

    part_name = fields.String(help_text="a")
    weight = fields.Float(required=False, help_text="b")


class ToyRecord(Record):
    """A toy."""

    id = fields.Id(help_text="a")
    all_parts = PartRecord(many=True, help_text="b")
    made_at = fields.DateTime(help_text="c")
    from_ = fields.Currency(required=False, help_text="d")


class Part(Values, kw_only=True):
    part_name: str
    weight: Decimal | None = None


class Toy(Values, kw_only=True):
    id: UUID
    all_parts: list[Part]
    made_at: datetime
    from_: str | None = None


class Empty(Values):
    pass


TOY = Toy(
    id=ID,
    all_parts=[Part(part_name="wheel", weight=Decimal("0.10")), Part(part_name="axle")],
    made_at=NOON,
    from_="EUR",
)


def test_they_are_written_as_they_are():
    assert write(ToyRecord, TOY) is TOY


def test_json_is_what_the_serializer_makes_of_them():
    assert decode(encode(TOY)) == decode(encode(dict(ToyRecord(TOY).data)))


def test_names_are_those_on_the_wire_and_what_is_missing_is_left_out():
    assert as_mapping(TOY) == {
        "id": str(ID),
        "allParts": [{"partName": "wheel", "weight": Decimal("0.10")}, {"partName": "axle"}],
        "madeAt": "2026-02-12T12:00:00Z",
        "from": "EUR",
    }


@pytest.mark.parametrize("amounts", Amounts)
@pytest.mark.parametrize("amount", ["1E-8", "1E+3", "-2E-17"])
def test_an_exponent_is_written_out_at_any_depth(amount, amounts):
    toy = Toy(id=ID, all_parts=[Part(part_name="E-12", weight=Decimal(amount))], made_at=NOON)
    digits = f"{Decimal(amount):f}"
    written = f'"{digits}"' if amounts is Amounts.TEXT else digits
    part = f'{{"partName":"E-12","weight":{written}}}'
    assert part in encode(toy, amounts).decode()


def test_words_that_look_like_numbers_stay_what_they_are():
    toy = Toy(id=ID, all_parts=[Part(part_name="1E-8 NaN Infinity")], made_at=NOON)
    assert decode(encode(toy))["allParts"] == [{"partName": "1E-8 NaN Infinity"}]


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_is_refused(amount):
    with pytest.raises(ValueError, match="not finite"):
        encode(Part(part_name="wheel", weight=Decimal(amount)))


class TestAgreement:
    def test_values_that_keep_every_promise(self):
        assert list(disagreements(ToyRecord(), Toy)) == []

    def test_promise_that_may_be_broken(self):
        class Unsure(Values, kw_only=True):
            part_name: str | None = None

        assert list(disagreements(PartRecord(), Unsure)) == ["part_name is promised, and may be missing"]

    def test_field_that_nobody_described(self):
        class Wide(Part, kw_only=True):
            colour: str

        assert list(disagreements(PartRecord(), Wide)) == ["colour is no field"]

    def test_records_within_are_compared_too(self):
        class Hollow(Values, kw_only=True):
            id: UUID
            all_parts: list[Empty]
            made_at: datetime

        assert list(disagreements(ToyRecord(), Hollow)) == [
            "allParts: part_name is promised, and may be missing"
        ]
