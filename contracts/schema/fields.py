"""The types of the contract, by the names the contract gives them.

Input is read strictly: JSON's text is not a number and a number is not text, so that a mistake is
reported and not guessed away. A query string, where everything is text, is read in `rest.query_string`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from contracts.problems import MOST_ISSUES

OFFSET = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)", re.IGNORECASE)
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Id(serializers.UUIDField):
    """An identifier: a UUID as text."""

    default_error_messages = {"invalid": "Not an identifier. Send the UUID as this service gave it."}

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class String(serializers.CharField):
    """Text."""

    default_error_messages = {"invalid": "Send text."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("allow_blank", True)
        kwargs.setdefault("trim_whitespace", False)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class NonEmptyString(String):
    """Text of at least one character."""

    default_error_messages = {"blank": "Send at least one character, or leave it out."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_blank": False, "min_length": 1, **kwargs})


class Int(serializers.IntegerField):
    """A whole number; `agent_default` is what stands for it when an agent leaves it out."""

    default_error_messages = {
        "invalid": "Send a whole number.",
        "min_value": "Send {min_value} or more.",
        "max_value": "Send {max_value} or less.",
    }

    def __init__(self, *, agent_default: int | None = None, **kwargs: Any) -> None:
        self.agent_default = agent_default
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> int:
        # To JSON Schema 30.0 is an integer too (2020-12 Core, 4.2.3).
        if isinstance(data, Decimal) and data.is_finite() and data == data.to_integral_value():
            data = int(data)
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class Float(serializers.Field[Decimal, Any, Decimal, Any]):
    """A JSON number that carries exact decimal digits; never a binary float inside.

    What is taken lies between -LIMIT and LIMIT, both exclusive.
    """

    # As wide as money is stored: 20 digits before the point.
    LIMIT = 10**20

    default_error_messages = {
        "invalid": "Send a number.",
        "range": "Send a number of at most 20 digits before the point.",
    }

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or not isinstance(data, int | Decimal):
            self.fail("invalid")
        number = Decimal(data)
        if not number.is_finite():
            self.fail("invalid")
        if not -self.LIMIT < number < self.LIMIT:
            self.fail("range")
        return number

    def to_representation(self, value: Any) -> Decimal:
        return value if isinstance(value, Decimal) else Decimal(value)


class Boolean(serializers.BooleanField):
    """true or false."""

    default_error_messages = {"invalid": "Send true or false."}

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class DateTime(serializers.DateTimeField):
    """An instant: ISO 8601 with offset; answered in UTC.

    `until` says that it ends a span: where a day without a time is taken, its last instant is meant.
    """

    default_error_messages = {
        "invalid": "Send an ISO 8601 date and time with its offset, such as 2026-02-12T06:14:05Z; "
        "in an address, write the + of an offset as %2B."
    }

    def __init__(self, *, until: bool = False, **kwargs: Any) -> None:
        self.until = until
        super().__init__(**kwargs)

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str) or not OFFSET.fullmatch(value):
            self.fail("invalid", format="")
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("invalid", format="")

    def to_representation(self, value: Any) -> str | None:  # type: ignore[override]
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None


class Date(serializers.DateField):
    """A day."""

    default_error_messages = {"invalid": "Send a day, such as 2026-02-12."}

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not DAY.fullmatch(value):
            self.fail("invalid", format="")
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail("invalid", format="")


class Currency(serializers.RegexField):
    """A currency code in capitals (ISO 4217); XXX stands for one that has none."""

    PATTERN = "^[A-Z]{3}$"

    default_error_messages = {
        "invalid": "Send a currency code in capitals, such as EUR.",
        "blank": "Send a currency code in capitals, such as EUR.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(self.PATTERN, **kwargs)


class Url(serializers.URLField):
    """An address on the web."""

    default_error_messages = {"invalid": "Send an address that begins with https://."}


class Choice(serializers.ChoiceField):
    """One of a few words."""

    default_error_messages = {"invalid_choice": "Send one of: {words}."}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice", words=", ".join(self.choices))
        return super().to_internal_value(data)


class JsonObject(serializers.DictField):
    """An open JSON object."""

    default_error_messages = {"not_a_dict": "Send a JSON object."}

    def to_representation(self, value: Any) -> Any:
        return value


class List(serializers.ListField):
    """A list of one type."""

    default_error_messages = {"not_a_list": "Send a list."}

    def run_child_validation(self, data: Any) -> list[Any]:
        """Return the values of a list; what is wrong is looked for until there is enough of it."""
        found: list[Any] = []
        errors: dict[Any, Any] = {}
        for position, each in enumerate(data):
            try:
                found.append(self.child.run_validation(each))
            except ValidationError as error:
                errors[position] = error.detail
                if len(errors) == MOST_ISSUES:
                    break
        if errors:
            raise ValidationError(errors)
        return found
