"""Decisions are numbered one after the other, and named as they are numbered."""

from __future__ import annotations

from pathlib import Path

import pytest

DECISIONS = sorted((Path(__file__).resolve().parents[2] / "docs" / "decisions").glob("[0-9]*.md"))


def test_each_number_is_given_once():
    assert [int(each.name[:4]) for each in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda each: each.stem)
def test_heading_has_the_number_of_its_file(decision):
    assert decision.read_text().startswith(f"# {int(decision.name[:4])}. ")
