"""Two operations on two things that have nothing to do with banks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from contracts.caller import Caller
from contracts.problems import Conflict, NotFound
from contracts.registry import command, query
from contracts.schema import fields
from contracts.schema.shapes import Input, Record
from contracts.spec import Auth, Deprecation, Link, Rate, Telemetry

PRICES = {"robot": Decimal("12345678901234.50"), "marble": Decimal("0.00000001")}


class PriceInput(Input):
    """Which toy."""

    toy_name = fields.NonEmptyString(help_text="The toy.")
    on_day = fields.Date(required=False, help_text="The day.")
    at_time = fields.DateTime(required=False, help_text="The instant.")
    how_many = fields.Int(required=False, min_value=1, max_value=10, help_text="How many.")
    least = fields.Float(required=False, help_text="Smallest price.")
    gift_wrapped = fields.Boolean(required=False, help_text="Whether to wrap it.")
    colours = fields.List(child=fields.String(), required=False, help_text="Which colours.")
    from_ = fields.String(required=False, help_text="Who gives it: a word Python keeps for itself.")


class PartRecord(Record):
    """A part of a toy."""

    part_name = fields.String(help_text="The part.")


class PriceRecord(Record):
    """What a toy costs."""

    unit_price = fields.Float(help_text="The price of one.")
    discount = fields.Float(required=False, help_text="What is off, if anything.")
    seen_at = fields.DateTime(help_text="When it was looked up.")
    parts = PartRecord(many=True, help_text="What it is made of.")
    asked = fields.JsonObject(help_text="What was asked, as the function saw it.")


@query(
    "toyshop.prices.get",
    "1.2.0",
    input=PriceInput,
    output=PriceRecord,
    goal="Tell a till what a toy costs.",
    context="Reads the price list only.",
    owners=["@toys"],
    tags=["toys"],
    auth=Auth.ANONYMOUS,
    errors=[NotFound],
    history={"0.9.0": "Tried out.", "1.0.0": "First version.", "1.2.0": "Told by day."},
)
def get_price(
    caller: Caller,
    *,
    toy_name: str,
    on_day: object = None,
    at_time: object = None,
    how_many: int = 1,
    least: Decimal | None = None,
    gift_wrapped: bool = False,
    colours: Sequence[str] = (),
    from_: str = "",
) -> dict[str, Any]:
    """Look up one price."""
    if toy_name == "bomb":
        raise RuntimeError("a secret of the inside")
    if toy_name not in PRICES:
        raise NotFound("There is no such toy.")
    return {
        "unit_price": PRICES[toy_name],
        "seen_at": datetime(2026, 2, 12, 6, 14, 5, tzinfo=UTC),
        "parts": [{"part_name": "wheel"}],
        "asked": {
            "howMany": how_many,
            "least": least,
            "giftWrapped": gift_wrapped,
            "colours": list(colours),
            "from": from_,
            "atTime": at_time,
        },
    }


class StockInput(Input):
    """What to put on the shelf."""

    toy_name = fields.NonEmptyString(help_text="The toy.")


@query(
    "toyshop.prices.list",
    "1.0.0",
    input=StockInput,
    output=PriceRecord,
    goal="Tell a till what a toy costs, as it did once.",
    context="Reads the price list only.",
    owners=["@toys"],
    tags=["toys"],
    errors=[NotFound],
    links=[Link("toyshop.prices.get", {"toyName": "parts/0/partName"})],
    deprecation=Deprecation(since=date(2026, 1, 1), sunset=date(2026, 12, 31)),
)
def list_prices_once(caller: Caller, *, toy_name: str) -> dict[str, Any]:
    """Look up a price the old way."""
    return get_price(caller, toy_name=toy_name)


PRICE_LIST = {"edition": 1, "built": 0}


class ListInput(Input):
    """Nothing to choose."""


class ListRecord(Record):
    """All prices."""

    edition = fields.Int(help_text="Edition of the price list.")


def edition_of_the_list(caller: Caller) -> int:
    return PRICE_LIST["edition"]


@query(
    "toyshop.prices.list",
    "2.0.0",
    input=ListInput,
    output=ListRecord,
    goal="Show all prices at once.",
    context="Reads the price list only.",
    owners=["@toys"],
    tags=["toys"],
    revision=edition_of_the_list,
)
def list_prices(caller: Caller) -> dict[str, int]:
    """List all prices."""
    PRICE_LIST["built"] += 1
    return {"edition": PRICE_LIST["edition"]}


class StockRecord(Record):
    """What is on the shelf."""

    in_stock = fields.Int(help_text="How many.")
    shelves = fields.List(child=fields.String(), help_text="Where it stands.")
    iban = fields.String(help_text="Something personal, to be masked wherever it is reported.")


STOCK: dict[str, int] = {}


@command(
    "toyshop.stock.fill",
    "1.0.0",
    input=StockInput,
    output=StockRecord,
    goal="Keep the shelf full.",
    context="Changes the stock.",
    owners=["@toys"],
    tags=["toys"],
    auth=Auth.ADMIN,
    rate=Rate(5),
    telemetry=Telemetry(
        success="toyshop.stock.filled",
        failure="toyshop.stock.fill_failed",
        properties=["toyName", "inStock", "iban"],
        counts={"shelfCount": "shelves"},
    ),
)
def fill_stock(caller: Caller, *, toy_name: str) -> dict[str, Any]:
    """Put one more toy on the shelf."""
    if toy_name == "robot":
        raise Conflict("The shelf is full. Sell one first.", args={"shelf": "robots"})
    if toy_name == "bomb":
        raise RuntimeError("a secret of the inside")
    STOCK[toy_name] = STOCK.get(toy_name, 0) + 1
    return {"in_stock": STOCK[toy_name], "shelves": ["left", "right"], "iban": "FR7612345678"}
