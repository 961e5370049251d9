"""Records as JSON lines, by the names that are hashed: whoever has the file can verify it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from openbanking.models import AuditRecord

MEDIA_TYPE = "application/jsonl; charset=utf-8"
# Instants in UTC to the microsecond, however the database gives them.
INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"
TEXTS = (
    *("token", "channel", "address", "operation", "version", "tenant", "account", "about"),
    *("salt", "digest", "previous", "hash"),
)


def json_lines(said: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what records say, a line for each."""
    return (f"{json.dumps(each)}\n" for each in said)


def records_in(lines: Iterable[str]) -> Iterator[AuditRecord]:
    """Yield the records of a file of JSON lines; raises ValueError for a line that is none."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                record = _record(json.loads(line))
            except (ValueError, KeyError, TypeError, RecursionError):
                raise ValueError(f"line {number} is no record of the audit, or not all of one") from None
            yield record


def instant(moment: datetime) -> str:
    """Return how an instant is hashed and written."""
    return moment.astimezone(UTC).strftime(INSTANT)


def _record(said: dict[str, Any]) -> AuditRecord:
    texts = {name: said[name] for name in TEXTS}
    user, numbers = said["user"], (said["sequence"], said["count"], said.get("erasedBy") or 0)
    if {*map(type, [user, *texts.values()])} != {str} or {*map(type, numbers)} != {int}:
        raise TypeError
    return AuditRecord(
        sequence=numbers[0],
        first_at=_read(said["firstAt"]),
        last_at=_read(said["lastAt"]),
        count=numbers[1],
        user_id=user or None,
        erased_by=numbers[2] or None,
        **texts,
    )


def _read(text: str) -> datetime:
    return datetime.strptime(text, INSTANT).replace(tzinfo=UTC)
