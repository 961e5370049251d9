"""The audit is a chain: an edit, a gap, a record put in between and a cut tail are found."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from openbanking.models import AuditChain, AuditRecord
from openbanking.trail import pruning
from openbanking.trail.appending import locked, sign
from openbanking.trail.erasing import erase
from openbanking.trail.pruning import prune
from openbanking.trail.verification import Anchor, parsed, verify
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(alices, alice):
    """Five records, the third of no family."""
    made = [factories.make_audit_record(alices, alice, about=f"row:{number}") for number in (1, 2)]
    made.append(factories.make_audit_record(about="row:3"))
    made += [factories.make_audit_record(alices, alice, about=f"row:{number}") for number in (4, 5)]
    return made


def pruned(before):
    return sum(prune(before))


def prune_in_ones(before):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pruning, "BATCH", 1)
        yield from prune(before)


def findings(*anchors):
    return verify(anchors).findings


def test_record_says_what_an_independent_reader_hashes(chain, alices, alice):
    record = chain[1]
    said = {
        "firstAt": "2026-03-02T09:30:00.000000Z",
        "lastAt": "2026-03-02T09:30:00.000000Z",
        "count": 1,
        "user": str(alice.pk),
        "token": "",
        "channel": "rest",
        "address": "",
        "operation": "openbanking.balances.get",
        "version": "1.0.0",
        "tenant": str(alices.pk),
        "account": "",
        "about": "row:2",
        "salt": record.salt,
    }

    def hashed(value):
        return sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    assert record.digest == hashed(said)
    assert record.previous == chain[0].hash
    assert record.hash == hashed({"sequence": 2, "digest": record.digest, "previous": chain[0].hash})


def test_untouched_chain_is_sound(chain):
    found = verify()
    assert (found.findings, found.records, found.last) == ([], 5, Anchor(5, chain[-1].hash))


def test_chain_without_a_record_is_sound():
    assert findings() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("count", 9),
        ("user_id", None),
        ("operation", "openbanking.accounts.get"),
        ("address", "192.0.2.1"),
        ("last_at", NOW + timedelta(microseconds=1)),
        ("tenant", ""),
    ],
)
def test_edit_is_found(chain, column, value):
    AuditRecord.objects.filter(pk=2).update(**{column: value})
    assert findings() == ["2: was edited."]


def test_edit_whose_digest_was_made_anew_is_found(chain):
    AuditRecord.objects.filter(pk=2).update(digest="0" * 64)
    assert "2: its hash is not its own." in findings()


def test_gap_is_found(chain):
    AuditRecord.objects.filter(pk__in=[2, 3]).delete()
    assert findings() == ["2 to 3: missing."]


def test_gap_that_was_closed_is_found(chain):
    AuditRecord.objects.filter(pk=3).delete()
    for place in (4, 5):
        AuditRecord.objects.filter(pk=place).update(sequence=place - 1)
    assert "3: does not follow the record before it." in findings()


def test_cut_beginning_is_found(chain):
    AuditRecord.objects.filter(pk=1).delete()
    assert findings() == ["1: missing."]


def test_cut_tail_is_found(chain):
    AuditRecord.objects.filter(pk__gt=3).delete()
    assert findings() == ["4 to 5: missing at the end."]


def test_cut_tail_with_ends_written_anew_is_found_by_their_signature(chain):
    AuditRecord.objects.filter(pk__gt=3).delete()
    AuditChain.objects.update(last_sequence=3, last_hash=chain[2].hash)
    assert findings() == ["The ends of the chain were not signed by a key of this service."]


def test_cut_tail_with_older_ends_put_back_is_found_by_an_anchor(chain):
    older = AuditChain.objects.values().get()
    last = factories.make_audit_record()
    AuditRecord.objects.filter(pk=last.pk).delete()
    AuditChain.objects.update(**older)
    assert findings() == []
    assert findings(Anchor(6, last.hash)) == ["6: cut off, the chain has been longer."]


def test_chain_that_was_made_anew_is_found_by_an_anchor(chain):
    noted = Anchor(2, chain[1].hash)
    AuditRecord.objects.all().delete()
    AuditChain.objects.all().delete()
    for _ in range(5):
        factories.make_audit_record()
    assert findings() == []
    assert findings(noted) == ["2: is not what its anchor says it was."]


def test_whole_chain_that_is_gone_is_found_by_an_anchor(chain):
    AuditRecord.objects.all().delete()
    AuditChain.objects.all().delete()
    assert findings(Anchor(5, chain[-1].hash)) == ["1 to 5: cut off, the chain has been longer."]


def test_ends_that_are_gone_are_found(chain):
    AuditChain.objects.all().delete()
    assert findings() == ["The ends of the chain are missing."]


def test_ends_are_good_under_any_key_and_signed_again_with_the_first(chain, settings):
    old = settings.FIELD_ENCRYPTION_KEYS
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *old]
    assert findings() == []
    call_command("rotate_keys")
    settings.FIELD_ENCRYPTION_KEYS = settings.FIELD_ENCRYPTION_KEYS[:1]
    assert findings() == []


class TestPruning:
    """What is old goes, and what is left begins after it."""

    @pytest.fixture(autouse=True)
    def later(self, chain):
        later = factories.make_audit_record(last_at=NOW + timedelta(days=1))
        self.last = Anchor(later.pk, later.hash)

    def test_chain_is_sound_without_its_beginning(self, chain):
        assert pruned(NOW + timedelta(hours=1)) == 5
        found = verify([Anchor(5, chain[4].hash), self.last, Anchor(2, chain[1].hash)])
        assert (found.findings, found.first, found.records) == ([], 6, 2)

    def test_records_go_in_transactions_of_a_size(self, monkeypatch):
        monkeypatch.setattr(pruning, "BATCH", 2)
        assert list(prune(NOW + timedelta(hours=1))) == [2, 2, 1]

    def test_what_an_interrupted_pruning_left_goes_with_the_next(self):
        next(prune_in_ones(NOW + timedelta(hours=1)))
        assert findings() == []
        assert pruned(NOW + timedelta(hours=1)) == 4
        assert findings() == []

    def test_up_to_where_is_on_record(self, chain):
        pruned(NOW + timedelta(hours=1))
        record = AuditRecord.objects.get(operation="audit.pruned")
        assert record.about == f"5:{chain[4].hash}"

    def test_nothing_that_is_old_enough_leaves_it_as_it_was(self):
        assert pruned(NOW - timedelta(days=1)) == 0
        assert AuditRecord.objects.count() == 6

    def test_all_of_it_may_be_old(self):
        pruned(NOW + timedelta(days=2))
        assert (findings(self.last), AuditRecord.objects.count()) == ([], 1)

    def test_more_that_is_missing_is_found(self):
        pruned(NOW + timedelta(hours=1))
        AuditRecord.objects.filter(pk=6).delete()
        assert findings() == ["6: missing."]

    def test_anchor_that_says_otherwise_is_found(self):
        pruned(NOW + timedelta(hours=1))
        assert findings(Anchor(5, "0" * 64)) == ["5: is not what its anchor says it was."]

    def test_chain_that_is_not_sound_stays_so(self):
        AuditRecord.objects.filter(pk=2).update(count=7)
        with pytest.raises(IntegrityError, match="not sound"):
            pruned(NOW + timedelta(hours=1))
        assert AuditRecord.objects.count() == 6


class TestErasure:
    """What is said of a family goes, and the chain stays one."""

    def test_chain_stays_sound_and_names_the_family_no_more(self, chain, alices, alice):
        assert erase(str(alices.pk)) == 4
        found = verify([Anchor(5, chain[4].hash)])
        assert (found.findings, found.erased, found.records) == ([], 4, 6)
        left = str(list(AuditRecord.objects.values()))
        assert str(alices.pk) not in left
        assert str(alice.pk) not in left

    def test_record_that_was_emptied_by_nobody_is_found(self, chain, alices):
        erase(str(alices.pk))
        AuditRecord.objects.filter(pk=3).update(operation="", erased_by=6)
        assert findings() == ["6: the records that it says were emptied are others."]

    def test_record_that_names_an_erasure_there_was_not_is_found(self, chain):
        AuditRecord.objects.filter(pk=3).update(operation="", erased_by=5)
        assert findings() == ["3: was emptied, and no erasure of it is on record."]

    def test_chain_stays_sound_when_part_of_it_is_pruned(self, chain, alices):
        erase(str(alices.pk))
        AuditRecord.objects.filter(pk__lte=2).update(last_at=NOW - timedelta(days=9))
        pruned(NOW - timedelta(days=1))
        assert findings() == []

    def test_family_without_a_record_leaves_none(self, alices):
        assert erase(str(alices.pk)) == 0
        assert not AuditRecord.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_beside_each_other_make_one_chain():
    def write(number):
        try:
            for _ in range(10):
                factories.make_audit_record(about=f"row:{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    found = verify()
    assert (found.findings, found.records) == ([], 60)


def test_what_is_rolled_back_was_never_there(chain):
    with transaction.atomic():
        factories.make_audit_record()
        transaction.set_rollback(True)
    assert (findings(), AuditRecord.objects.count()) == ([], 5)


def test_findings_are_the_first_of_many(alices):
    for _ in range(30):
        factories.make_audit_record(alices)
    AuditRecord.objects.update(count=2)
    assert len(findings()) == 20


def test_signing_changes_nothing_else(chain):
    with transaction.atomic():
        sign(locked())
    assert findings() == []


@pytest.mark.parametrize("text", ["", "5", "x:" + "0" * 64, "5:abc", "5:" + "G" * 64])
def test_what_is_no_anchor_is_refused(text):
    with pytest.raises(ValueError, match=r"anchor|invalid literal"):
        parsed(text)
