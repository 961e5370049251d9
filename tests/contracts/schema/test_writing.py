"""An answer written by its plan: what the serializer makes of it, without one being made."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID

import pytest

from contracts.schema import fields
from contracts.schema.reading import shape_of
from contracts.schema.shapes import Record
from contracts.schema.values import as_mapping
from contracts.schema.writing import write

ID = "01a20860-e8c6-7689-923a-e049b770e712"


class PartRecord(Record):
    """A part."""

    part_name = fields.String(help_text="a")
    weight = fields.Float(required=False, help_text="b")


class ToyRecord(Record):
    """A toy."""

    id = fields.Id(help_text="a")
    main_part = PartRecord(required=False, help_text="b")
    all_parts = PartRecord(many=True, help_text="c")
    made_at = fields.DateTime(help_text="d")
    made_on = fields.Date(help_text="e")
    in_stock = fields.Int(help_text="f")
    is_new = fields.Boolean(help_text="g")
    colours = fields.List(child=fields.Choice(["red", "blue"]), help_text="h")
    from_ = fields.Currency(help_text="i")
    extra = fields.JsonObject(required=False, help_text="j")


TOY = {
    "id": UUID(ID),
    "main_part": SimpleNamespace(part_name="wheel", weight=Decimal("0.10")),
    "all_parts": [{"part_name": "axle", "weight": None}],
    "made_at": datetime(2026, 2, 12, 6, 14, 5, tzinfo=UTC),
    "made_on": date(2026, 2, 12),
    "in_stock": 3,
    "is_new": False,
    "colours": ["red"],
    "from_": "EUR",
    "extra": {"a": Decimal("1.5"), "b": None},
}


@pytest.mark.parametrize("toy", [TOY, SimpleNamespace(**TOY)], ids=["mapping", "object"])
def test_it_is_what_the_serializer_makes_of_it(toy):
    assert write(ToyRecord, toy) == dict(ToyRecord(toy).data)


def test_optional_value_that_is_not_there_is_left_out_at_any_depth():
    written = as_mapping(write(ToyRecord, {**TOY, "main_part": None}))
    assert "mainPart" not in written
    assert written["allParts"] == [{"partName": "axle"}]


@pytest.mark.parametrize("toy", [{**TOY, "in_stock": None}, {k: v for k, v in TOY.items() if k != "id"}])
def test_promised_value_that_is_missing_is_a_fault(toy):
    with pytest.raises(ValueError, match="is promised and has no value"):
        write(ToyRecord, toy)


def test_shape_is_made_once():
    assert shape_of(ToyRecord) is shape_of(ToyRecord)
