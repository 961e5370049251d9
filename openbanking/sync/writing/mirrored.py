"""Rows of one kind on their way to the database: compared as they are taken in, saved at the end.

They are written by our own ids, since what they are at Powens may change.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

from openbanking.models.base import BaseModel
from openbanking.sync.report import Counts
from openbanking.sync.writing.upsert import BATCH

Row = TypeVar("Row", bound=BaseModel)


class MirroredRows(Generic[Row]):
    """The rows of an account that differ from what we have.

    `unless_given` are columns of rows that are new or change, where Powens does not give them.
    """

    def __init__(self, model: type[Row], *, now: datetime, counts: Counts, **unless_given: Any) -> None:
        self._model, self._now, self._counts = model, now, counts
        self._unless_given = unless_given
        self._written: list[Row] = []

    def take(self, row: Row | None, values: Mapping[str, Any], **if_new: Any) -> tuple[Row, set[str]]:
        """Set the values on a row, or make one; returns it with the columns that differ.

        `if_new` are columns of a new row alone, where Powens does not give them.
        """
        if row is None:
            columns = {**self._unless_given, **if_new, **values}
            row = self._model(**columns, created_at=self._now, updated_at=self._now)
            self._counts.added += 1
            self._written.append(row)
            return row, set(columns)
        differing = {name for name, value in values.items() if getattr(row, name) != value}
        if not differing:
            self._counts.unchanged += 1
            return row, differing
        for name, value in {**self._unless_given, **values, "updated_at": self._now}.items():
            setattr(row, name, value)
        gone = "deleted_on" in differing and values["deleted_on"] is not None
        self._counts.removed += gone
        self._counts.changed += not gone
        self._written.append(row)
        return row, differing

    def save(self) -> bool:
        """Write the rows that differ; returns whether there are any."""
        if self._written:
            columns = [field.name for field in self._model._meta.concrete_fields]
            self._model._default_manager.bulk_create(
                self._written,
                batch_size=BATCH,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=[name for name in columns if name not in ("id", "created_at")],
            )
        return bool(self._written)
