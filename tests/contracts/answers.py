"""Every answer of a suite, held against the serializer that describes it."""

from __future__ import annotations

import pytest

from contracts.execution import runner
from contracts.schema.shapes import Record
from contracts.schema.values import as_mapping
from contracts.schema.writing import Body, write


def checked_write(declared: type[Record], answer: object) -> Body:
    """Write an answer, and compare it with what the serializer makes of it."""
    written = write(declared, answer)
    assert as_mapping(written) == as_mapping(dict(declared(answer).data))
    return written


@pytest.fixture(autouse=True)
def answers_are_as_described(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "write", checked_write)
