"""What transactions may be narrowed by, the same in every list of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import CharField, DateTimeField, Q, QuerySet

from contracts import fields, problems
from openbanking.fields import MoneyField, at_least, at_most, fold
from openbanking.models import Transaction
from openbanking.models.prepared import Parameter
from openbanking.models.wordings import Wording, asked_for
from openbanking.operations.inputs import TenantInput
from openbanking.operations.pagination import Narrow

DIRECTIONS = ["credit", "debit"]
SHORTEST_TEXT = 2
LONGEST_TEXT = 100

# A correction by staff comes before what was delivered.
_CATEGORY = Parameter("category", CharField())
_IN_CATEGORY = Q(own_category=_CATEGORY) | Q(own_category="") & (
    Q(category=_CATEGORY) | Q(parent_category=_CATEGORY)
)


class TransactionFiltersInput(TenantInput):
    """Which transactions, by day, amount and category."""

    from_ = fields.DateTime(required=False, help_text="Earliest date, inclusive.")
    to = fields.DateTime(until=True, required=False, help_text="Latest date, inclusive.")
    direction = fields.Choice(DIRECTIONS, required=False, help_text="debit (money out) or credit.")
    minimum_amount = fields.Float(
        required=False, help_text="Smallest signed amount, inclusive: -100 lies under -50."
    )
    maximum_amount = fields.Float(required=False, help_text="Largest signed amount, inclusive.")
    category = fields.String(required=False, help_text="A Powens category code, or its parent's.")


class TransactionSearchInput(TransactionFiltersInput):
    """Which transactions, by their words too."""

    text = fields.String(
        required=False,
        max_length=LONGEST_TEXT,
        error_messages={"max_length": "Send at most {max_length} characters."},
        help_text="Any part of the bank's wording, of the simplified or edited one, of the "
        "counterparty's name, of a comment or of our note; neither case nor accents matter. At least "
        f"{SHORTEST_TEXT} characters.",
    )


def filters_by(owner: Any) -> Mapping[str, Narrow]:
    """Return what narrows rows of a prepared query that knows their account as `owner`."""
    return {
        "from": lambda rows: rows.filter(date__gte=Parameter("from", DateTimeField())),
        "to": lambda rows: rows.filter(date__lte=Parameter("to", DateTimeField())),
        "credit": lambda rows: rows.filter(amount__gte=0),
        "debit": lambda rows: rows.filter(amount__lt=0),
        "minimum": lambda rows: rows.filter(amount__gte=Parameter("minimum", MoneyField())),
        "maximum": lambda rows: rows.filter(amount__lte=Parameter("maximum", MoneyField())),
        "category": lambda rows: rows.filter(_IN_CATEGORY),
        "status": lambda rows: rows.filter(
            status=Parameter("status", Transaction._meta.get_field("status"))
        ),
        **{name: partial(_narrowed, condition) for name, condition in Wording.asked(owner).items()},
    }


def _narrowed(condition: Wording, rows: QuerySet[Transaction]) -> QuerySet[Transaction]:
    return rows.filter(condition)


def asked_of(
    *,
    from_: datetime | None,
    to: datetime | None,
    direction: str | None,
    minimum_amount: Decimal | None,
    maximum_amount: Decimal | None,
    category: str | None,
    text: str | None = None,
) -> dict[str, Any]:
    """Return the values of those filters; raises Invalid for what makes no sense."""
    if from_ and to and from_ > to:
        raise problems.Invalid.at("from", "Lies after `to`. Swap the two.")
    if minimum_amount is not None and maximum_amount is not None and minimum_amount > maximum_amount:
        raise problems.Invalid.at("minimumAmount", "Is larger than maximumAmount. Swap the two.")
    if text is not None and len(fold(text)) < SHORTEST_TEXT:
        raise problems.Invalid.at(
            "text", f"Send at least {SHORTEST_TEXT} characters; spaces and accents count for none."
        )
    return {
        "from": from_,
        "to": to,
        "credit": True if direction == "credit" else None,
        "debit": True if direction == "debit" else None,
        "minimum": None if minimum_amount is None else at_least(minimum_amount),
        "maximum": None if maximum_amount is None else at_most(maximum_amount),
        "category": category,
        **asked_for(text),
    }
