"""What columns hold, and how each kind is written down: the same whichever database it came from.

A value is text, a whole number, a truth value or null in JSON. Amounts keep every digit, instants are
UTC to the microsecond, what is encrypted stays as it is.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from ipaddress import ip_address
from typing import Any
from uuid import UUID

from django.db.models import Field, ForeignKey

from openbanking.backups.refusals import Refused
from openbanking.fields import MoneyField, plain


class Kind(StrEnum):
    """What a column holds."""

    ADDRESS = "address"
    BOOLEAN = "boolean"
    BYTES = "bytes"
    DAY = "day"
    FLOAT = "float"
    INSTANT = "instant"
    INTEGER = "integer"
    JSON = "json"
    MONEY = "money"
    TEXT = "text"
    TIME = "time"
    UUID = "uuid"


OF_FIELDS: Mapping[str, Kind] = {
    **dict.fromkeys(
        ("AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField"), Kind.INTEGER
    ),
    **dict.fromkeys(
        ("SmallIntegerField", "PositiveIntegerField", "PositiveBigIntegerField"), Kind.INTEGER
    ),
    "PositiveSmallIntegerField": Kind.INTEGER,
    **dict.fromkeys(("CharField", "TextField", "SlugField", "FileField", "FilePathField"), Kind.TEXT),
    "GenericIPAddressField": Kind.ADDRESS,
    "BooleanField": Kind.BOOLEAN,
    "BinaryField": Kind.BYTES,
    "DateField": Kind.DAY,
    "DateTimeField": Kind.INSTANT,
    "FloatField": Kind.FLOAT,
    "JSONField": Kind.JSON,
    "TimeField": Kind.TIME,
    "UUIDField": Kind.UUID,
}

Change = Callable[[Any], Any]


def kind_of(field: Field[Any, Any]) -> Kind:
    """Return what the column of a field holds; raises Refused for a field nobody has thought of here."""
    while isinstance(field, ForeignKey):
        field = field.target_field
    if isinstance(field, MoneyField):
        return Kind.MONEY
    found = OF_FIELDS.get(field.get_internal_type())
    if found is None:
        raise Refused(f"{field} is of a kind that backups do not know: say how it is kept.")
    return found


def _amount(value: Decimal | str) -> str:
    return f"{plain(Decimal(value)):f}"


def _address(value: str) -> str:
    return str(ip_address(value))


def _in_utc(value: datetime) -> datetime:
    """Say of an instant of SQLite, which has no zone there, that it is in UTC."""
    return value.replace(tzinfo=UTC)


# What a driver's value becomes before it is written down; the encoder does the rest.
FROM: Mapping[str, Mapping[Kind, Change]] = {
    "postgresql": {Kind.ADDRESS: _address, Kind.MONEY: _amount},
    "sqlite": {
        Kind.ADDRESS: _address,
        Kind.INSTANT: _in_utc,
        Kind.MONEY: _amount,
        Kind.UUID: lambda value: str(UUID(value)),
    },
}
# What a database is given of what was written down. PostgreSQL reads all but bytes as they stand.
INTO: Mapping[str, Mapping[Kind, Change]] = {
    "postgresql": {Kind.BYTES: base64.b64decode},
    "sqlite": {
        Kind.BYTES: base64.b64decode,
        Kind.INSTANT: lambda value: value.replace("T", " ").removesuffix("Z"),
        Kind.UUID: lambda value: value.replace("-", ""),
    },
}


def canonical_json(text: str) -> str:
    """Return JSON as it is compared: PostgreSQL keeps values, and neither their order nor spaces."""
    found = json.loads(text, parse_int=_number, parse_float=_number)
    return json.dumps(found, sort_keys=True, separators=(",", ":"))


def _number(text: str) -> list[str]:
    return ["number", _amount(text)]
