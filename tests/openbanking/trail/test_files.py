"""Records that were taken along as JSON lines are verified by themselves."""

from __future__ import annotations

import json

import pytest

from openbanking.models import AuditRecord
from openbanking.trail.erasing import erase
from openbanking.trail.files import json_lines, records_in
from openbanking.trail.hashing import content_of
from openbanking.trail.verification import Anchor, verify, verify_part
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(alices, alice):
    """Four records, the third of no family."""
    of = [(alices, alice), (alices, alice), (None, None), (alices, alice)]
    return [factories.make_audit_record(*whose, about=f"row:{n}") for n, whose in enumerate(of)]


def said():
    """Return what is exported of all records, in their order."""
    return [
        {
            "sequence": each.pk,
            "userName": "",
            **content_of(each),
            "digest": each.digest,
            "previous": each.previous,
            "hash": each.hash,
            "erasedBy": each.erased_by,
        }
        for each in AuditRecord.objects.order_by("pk")
    ]


def findings(said, *anchors):
    return verify_part(records_in(json_lines(said)), anchors).findings


def test_untouched_file_is_sound(chain):
    found = verify_part(records_in(json_lines(said())))
    assert (found.findings, found.records, found.left_out) == ([], 4, 0)
    assert found.last == Anchor(4, chain[-1].hash)


def test_file_without_a_record_says_nothing():
    assert verify_part(records_in([])).records == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("count", 2), ("user", ""), ("about", "row:9"), ("lastAt", "2026-03-02T09:30:00.000001Z")],
)
def test_edit_is_found(chain, name, value):
    edited = said()
    edited[1][name] = value
    assert findings(edited) == ["2: was edited."]


def test_record_that_was_made_anew_is_found_by_the_next(chain):
    edited = said()
    factories.make_audit_record(about="another")
    edited[1] = said()[-1] | {"sequence": 2}
    assert "3: does not follow the record before it." in findings(edited)


def test_records_in_another_order_are_found(chain):
    first, second, *others = said()
    assert "1: is not in its place." in findings([second, first, *others])


def test_what_was_left_out_is_counted(chain):
    lines = said()
    found = verify_part(records_in(json_lines([lines[0], lines[3]])))
    assert (found.findings, found.left_out) == ([], 2)


def test_anchor_says_what_a_record_was(chain):
    assert findings(said(), Anchor(2, chain[1].hash), Anchor(9, "0" * 64)) == []
    assert findings(said(), Anchor(2, "0" * 64)) == ["2: is not what its anchor says it was."]


class TestErasure:
    """What was emptied says by which erasure, and that is among the records."""

    @pytest.fixture(autouse=True)
    def erased(self, chain, alices):
        erase(str(alices.pk))

    def test_whole_file_is_sound(self):
        found = verify_part(records_in(json_lines(said())))
        assert (found.findings, found.erased) == ([], 3)

    def test_part_before_or_behind_is_sound(self):
        assert findings(said()[:3]) == findings(said()[1:]) == []

    def test_record_that_was_emptied_by_nobody_is_found(self):
        edited = said()
        edited[2] |= {"erasedBy": 5, "about": ""}
        assert findings(edited) == ["5: the records that it says were emptied are others."]


@pytest.mark.parametrize(
    "line",
    [
        "{}",
        "[]",
        "no json",
        "[" * 100_000,
        '{"sequence": 1}',
    ],
)
def test_line_that_is_no_record_is_named(chain, line):
    with pytest.raises(ValueError, match="line 2 "):
        list(records_in([*json_lines(said()[:1]), line]))


@pytest.mark.parametrize(
    ("name", "value"),
    [("count", "1"), ("count", True), ("user", None), ("sequence", 1.0), ("firstAt", 5), ("hash", [])],
)
def test_value_of_another_type_makes_it_none(chain, name, value):
    with pytest.raises(ValueError, match="line 1 "):
        list(records_in([json.dumps(said()[0] | {name: value})]))


def test_erasure_whose_words_were_edited_is_found_in_the_database_too(chain, alices):
    erase(str(alices.pk))
    AuditRecord.objects.filter(operation="audit.erased").update(about="anything at all")
    assert "5: the records that it says were emptied are others." in verify().findings
