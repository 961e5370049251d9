"""Rows of an account are known by their id, else by what tells exactly one from the others."""

from __future__ import annotations

from openbanking.models import MarketOrder
from openbanking.sync.matching.rows import pair_rows

TRAITS = [("external_id",), ("number", "code")]


def order(external_id, number, code="FR1"):
    return MarketOrder(external_id=external_id, number=number, code=code)


def paired(ours, *theirs):
    listed = [
        {"external_id": external_id, "number": number, "code": "FR1"} for external_id, number in theirs
    ]
    pairs = pair_rows(ours, listed, traits=TRAITS)
    return {values["external_id"]: row and row.external_id for row, values in pairs}


def test_id_tells_a_row():
    assert paired([order("1", "A")], ("1", "B")) == {"1": "1"}


def test_trait_tells_a_row_under_another_id():
    assert paired([order("1", "A"), order("2", "B")], ("9", "B")) == {"9": "2"}


def test_row_that_was_told_by_its_id_is_not_told_again():
    assert paired([order("1", "A")], ("1", "A"), ("9", "A")) == {"1": "1", "9": None}


def test_what_several_have_tells_none_of_them():
    assert paired([order("1", "A"), order("2", "A")], ("9", "A")) == {"9": None}
    assert paired([order("1", "A")], ("8", "A"), ("9", "A")) == {"8": None, "9": None}
