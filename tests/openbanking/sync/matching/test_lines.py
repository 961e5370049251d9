"""Lines are known by their code or label; ids change, and the old ones may stay listed."""

from __future__ import annotations

from datetime import date

import pytest

from openbanking.models import Holding
from openbanking.sync.matching.lines import pair_lines

GONE = date(2026, 3, 2)


def known(key, external_id, *, twin=0, code="", deleted_on=None):
    return Holding(key=key, external_id=external_id, twin=twin, code=code, deleted_on=deleted_on)


def listed(key, external_id, *, code="", deleted_on=None):
    return {"key": key, "external_id": external_id, "code": code, "deleted_on": deleted_on}


def paired(ours, theirs):
    """Return which id of ours each listed id was taken for, None for a new line."""
    pairs = pair_lines(ours, theirs)
    return {values["external_id"]: row and row.external_id for row, values in pairs}


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        pytest.param([("A", "1")], [("A", "1")], {"1": "1"}, id="nothing changed"),
        pytest.param([("A", "1")], [("A", "9")], {"9": "1"}, id="another id"),
        pytest.param([("A", "1")], [("B", "9")], {"9": None}, id="another line"),
        pytest.param(
            [("A", "1"), ("B", "2")], [("B", "1"), ("A", "2")], {"1": "2", "2": "1"}, id="ids swapped"
        ),
        pytest.param([("A", "1")], [("A", "1"), ("A", "9")], {"1": "1", "9": None}, id="a twin more"),
        pytest.param([], [("A", "1"), ("A", "2")], {"1": None, "2": None}, id="twins from the start"),
    ],
)
def test_line_is_known_by_its_key(ours, theirs, expected):
    assert paired([known(*each) for each in ours], [listed(*each) for each in theirs]) == expected


def test_one_listed_as_deleted_gives_way_to_one_that_is_there():
    theirs = [listed("A", "1", deleted_on=GONE), listed("A", "9")]
    assert paired([known("A", "1")], theirs) == {"9": "1"}


def test_of_twins_the_one_that_is_gone_is_told_by_its_id():
    ours = [known("A", "1"), known("A", "2", twin=1)]
    theirs = [listed("A", "1", deleted_on=GONE), listed("A", "2")]
    assert paired(ours, theirs) == {"1": "1", "2": "2"}


def test_line_that_was_gone_already_when_first_seen_is_kept():
    theirs = [listed("A", "1", deleted_on=GONE)]
    assert paired([], theirs) == {"1": None}
    assert paired([known("A", "1", deleted_on=GONE)], theirs) == {"1": "1"}


def test_old_listing_of_a_line_we_know_under_another_id_is_dropped():
    assert paired([known("A", "9")], [listed("A", "1", deleted_on=GONE)]) == {}


def test_line_that_is_there_is_meant_before_one_that_was_sold():
    ours = [known("A", "1", deleted_on=GONE), known("A", "2", twin=1)]
    assert paired(ours, [listed("A", "9")]) == {"9": "2"}


def test_label_of_a_line_without_a_code_may_change():
    assert paired([known("Fonds euro", "1")], [listed("Fonds en euros", "1")]) == {"1": "1"}


def test_code_may_be_given_later():
    assert paired([known("Fund", "1")], [listed("FR1", "1", code="FR1")]) == {"1": "1"}


def test_id_with_another_code_is_another_line():
    ours, theirs = [known("FR1", "1", code="FR1")], [listed("FR2", "1", code="FR2")]
    assert paired(ours, theirs) == {"1": None}


def test_new_twin_gets_a_number_that_is_free():
    ours = [known("A", "1"), known("A", "3", twin=2)]
    pairs = pair_lines(ours, [listed("A", each) for each in ("1", "3", "4")])
    assert [values.get("twin") for _, values in pairs] == [None, None, 1]
