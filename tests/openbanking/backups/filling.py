"""Two rows in every table, whatever models there are: one of plain values, one of extreme ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Field, ForeignKey, Model

from openbanking.backups.columns import Kind, kind_of
from openbanking.backups.databases import database
from openbanking.backups.refusals import Refused
from openbanking.backups.restoring import MADE_BY_MIGRATIONS
from openbanking.backups.tables import decode_row, encode, models_of, tables_of

ROWS = 2
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
# Some text has to be an address, and any may be one.
TEXTS = ("https://plain", 'https://É "q\\u" \\N\t\n\'𝄞')
MONEY = ("12345678901234567890.123456789012345678", "0.000000000000000001")
JSON = ('{"b": [1.50, 1e2, null], "a": 12345678901234567890}', '["\\u00e9", {"\\n": -0.1}]')
ADDRESSES = ("192.0.2.1", "2001:db8::1")
# Which columns are empty, and which amounts negative: constraints allow some choices alone.
MOST_TRIES = 100


def fill() -> list[str]:
    """Put the rows there, and return the names of the tables."""
    tables = {table.name: table for table in tables_of(apps)}
    chance = random.Random(7)
    filled: list[str] = []
    for model in _in_order():
        if model._meta.label in MADE_BY_MIGRATIONS:
            continue
        table = tables[model._meta.db_table]
        # Some tables have a single row.
        for attempt in range(2 * MOST_TRIES):
            rows = [_row(model, number, chance) for number in range(ROWS)]
            if attempt >= MOST_TRIES:
                del rows[1:]
            try:
                with transaction.atomic():
                    database().load(table, rows)
                    connection.check_constraints()
            except (Refused, IntegrityError):
                continue
            filled.append(table.name)
            break
        else:
            raise AssertionError(f"no row of {model._meta.label} is allowed")
    database().settle(models_of(apps))
    return filled


def _in_order() -> Iterator[type[Model]]:
    """Return the models, each after those it refers to, but where it need not and they refer to it."""
    models = models_of(apps)
    order = {model: set(_needed(model)) for model in models}
    while True:
        try:
            return iter([*TopologicalSorter(order).static_order()])
        except CycleError as circle:
            for needed, model in pairwise(circle.args[1]):
                if needed not in _needed(model, at_any_rate=True):
                    order[model].discard(needed)


def _needed(model: type[Model], *, at_any_rate: bool = False) -> Iterator[Any]:
    for field in model._meta.local_concrete_fields:
        is_needed = isinstance(field, ForeignKey) and field.related_model is not model
        if is_needed and not (at_any_rate and field.null):
            yield field.related_model


def _row(model: type[Model], number: int, chance: random.Random) -> list[Any]:
    fields = model._meta.local_concrete_fields
    row = [_value(model, field, number, chance) for field in fields]
    return decode_row(encode(row))


def _value(model: type[Model], field: Any, number: int, chance: random.Random) -> Any:
    if field.null and chance.random() < 0.3:
        return None
    if isinstance(field, ForeignKey):
        there = field.related_model._base_manager.order_by().exists()
        return _reference(field, number) if there or not field.null else None
    if field.choices:
        choices = list(field.flatchoices)
        return choices[number % len(choices)][0]
    if field.blank and kind_of(field) is Kind.TEXT and chance.random() < 0.3:
        return ""
    value = _of_kind(field, number)
    return f"-{value}" if kind_of(field) is Kind.MONEY and chance.random() < 0.3 else value


def _reference(field: Any, number: int) -> Any:
    target: Any = field.target_field
    while isinstance(target, ForeignKey):
        target = target.target_field
    if field.related_model._meta.label in MADE_BY_MIGRATIONS:
        ids = field.related_model._base_manager.order_by("pk").values_list("pk", flat=True)
        return ids[number]
    return _of_kind(target, number)


def _of_kind(field: Field[Any, Any], number: int) -> Any:
    kind = kind_of(field)
    if kind is Kind.TEXT:
        longest = field.max_length or len(TEXTS[number])
        return TEXTS[number][-longest:] if longest < len("https://") else TEXTS[number][:longest]
    return {
        Kind.ADDRESS: ADDRESSES[number],
        Kind.BOOLEAN: bool(number),
        Kind.BYTES: (b"\x00\xff", b"")[number],
        Kind.DAY: (AT + timedelta(days=number)).date(),
        Kind.FLOAT: (0.1, -1e300)[number],
        Kind.INSTANT: AT + timedelta(microseconds=number),
        Kind.INTEGER: (1, 32_000)[number],
        Kind.JSON: JSON[number],
        Kind.MONEY: MONEY[number],
        Kind.TIME: AT.time(),
        Kind.UUID: UUID(int=2**127 + number),
    }[kind]
