"""Who has used what of a family: a page and a file, for those who administer it."""

from __future__ import annotations

import csv
import io
import json
from uuid import uuid4

import pytest

from contracts import registry
from openbanking.dashboard.visits import visits_in
from openbanking.models import AuditEntry, AuditRecord, Membership
from openbanking.operations.audit.list import Audited
from openbanking.trail.hashing import hash_of, sha256
from tests import factories

PAGE, CSV, JSON_LINES = (f"/families/alices/audit{end}" for end in ("/", ".csv", ".jsonl"))
HASHED = (
    *("firstAt", "lastAt", "count", "user", "token", "channel", "address"),
    *("operation", "version", "tenant", "account", "about", "salt"),
)


@pytest.fixture
def administrator(member, alice, alices):
    Membership.objects.filter(user=alice).update(role=Membership.Role.ADMIN)
    return member


def text_of(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_page_says_who_used_what_in_words(administrator):
    administrator.get("/families/alices/")
    text = administrator.get(PAGE).content.decode()
    for each in ("alice", "these pages"):
        assert each in text
    assert "openbanking." not in text


def test_every_operation_has_words():
    entries = [
        Audited(
            user_id=uuid4(),
            user_name="",
            channel="rest",
            operation=each.meta.key,
            day=factories.NOW.date(),
            count=1,
            last_at=factories.NOW,
        )
        for each in registry
    ]
    asked = {str(words) for visit in visits_in(entries) for words in visit.asked}
    assert not [words for words in asked if not words or "." in words]


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        ("admin.view.balance", "pages of the admin"),
        ("admin.export.transaction", "a file"),
        ("admin.numbers.account", "whole numbers of accounts"),
        ("admin.change.tenant", "a change"),
        ("staff.readings.approve", "something that staff do"),
        ("page.overview", "an overview"),
    ],
)
def test_what_staff_did_is_told_in_words(administrator, alices, bob, operation, words):
    AuditEntry.objects.create(
        user=bob,
        tenant=str(alices.pk),
        channel="admin",
        operation=operation,
        day=factories.NOW.date(),
        last_at=factories.NOW,
    )
    text = administrator.get(PAGE).content.decode()
    assert words in text
    assert operation not in text


@pytest.mark.parametrize("address", [PAGE, CSV, JSON_LINES])
def test_viewer_is_shown_nothing(member, alices, address):
    assert member.get(address).status_code == 403


def test_file_has_every_record_as_it_was_hashed(administrator, alices, alice, bobs, bob):
    factories.make_audit_record(alices, alice, address="192.0.2.17")
    factories.make_audit_record(bobs, bob)
    factories.make_audit_record(alices, alice, about="overview:1")
    lines = [json.loads(line) for line in text_of(administrator.get(JSON_LINES)).splitlines()]
    ours = [each for each in lines if each["operation"] == "openbanking.balances.get"]
    assert [each["about"] for each in ours] == ["", "overview:1"]
    assert {each["tenant"] for each in lines} == {str(alices.pk)}
    for each in ours:
        assert each["digest"] == sha256({name: each[name] for name in HASHED})
        assert each["hash"] == hash_of(each["sequence"], each["digest"], each["previous"])


def test_table_says_the_same(administrator, alices, alice):
    factories.make_audit_record(alices, alice, address="192.0.2.17")
    rows = list(csv.DictReader(io.StringIO(text_of(administrator.get(CSV)), newline="")))
    (row,) = (each for each in rows if each["address"] == "192.0.2.17")
    assert (row["userName"], row["operation"]) == ("alice", "openbanking.balances.get")


def test_taking_the_file_is_on_record(administrator, alices):
    text_of(administrator.get(CSV))
    record = AuditRecord.objects.filter(operation="openbanking.audit.records").latest("sequence")
    assert (record.channel, record.tenant) == ("page", str(alices.pk))
