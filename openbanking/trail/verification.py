"""Whether the chain is whole: every record where it belongs, saying what it said when it was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from openbanking.fields.signing import is_signed
from openbanking.models import AuditChain, AuditRecord
from openbanking.models.trail import NO_HASH
from openbanking.trail.appending import signed_text
from openbanking.trail.erasing import ERASED, erased_text
from openbanking.trail.hashing import digest_of, hash_of
from openbanking.trail.reading import in_order

# Where one thing is wrong thousands may be; the first say what happened.
MOST_FINDINGS = 20


@dataclass(frozen=True, slots=True)
class Anchor:
    """A record by its place and hash, as it was noted when the chain ended there."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"


@dataclass(slots=True, kw_only=True)
class Verified:
    """What a look at the chain, or at a part of it, found: nothing, where it is sound."""

    first: int
    last: Anchor
    records: int = 0
    erased: int = 0
    # Of a file: records between the first and the last that are not in it.
    left_out: int = 0
    began_at: datetime | None = None
    findings: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.findings

    def finds(self, finding: str) -> None:
        """Keep what was found, up to a number of them."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)


def parsed(text: str) -> Anchor:
    """Return the anchor that a text says; raises ValueError."""
    sequence, _, found = text.strip().partition(":")
    if len(found) != 64 or set(found) - set("0123456789abcdef"):
        raise ValueError(f"{text.strip()!r} is no anchor, which is a sequence, a colon and a hash.")
    return Anchor(int(sequence), found)


def verify(anchors: Iterable[Anchor] = ()) -> Verified:
    """Read the whole chain, from what was pruned to its end, and say what is wrong with it.

    `anchors` are ends of earlier times: each is still in the chain, or was pruned. What is added
    meanwhile is not looked at.
    """
    while True:
        chain = AuditChain.objects.first() or AuditChain()
        found = _verify(chain, {each.sequence: each.hash for each in anchors})
        # A part that was pruned in between was not missing.
        if AuditChain.objects.filter(pruned_sequence__gt=chain.pruned_sequence).exists():
            continue
        return found


def _verify(chain: AuditChain, anchors: Mapping[int, str]) -> Verified:
    found = Verified(first=chain.pruned_sequence + 1, last=Anchor(chain.last_sequence, chain.last_hash))
    _check_ends(chain, anchors, found)
    erasures = Erasures(chain.pruned_sequence)
    expected, previous = chain.pruned_sequence + 1, chain.pruned_hash
    records = AuditRecord.objects.filter(sequence__lte=chain.last_sequence)
    for record in in_order(records, after=chain.pruned_sequence):
        if record.sequence > expected:
            found.finds(f"{_span(expected, record.sequence - 1)}: missing.")
        elif record.previous != previous:
            found.finds(f"{record.sequence}: does not follow the record before it.")
        _check(record, found, erasures)
        _check_anchor(record, anchors, found)
        found.records += 1
        found.began_at = found.began_at or record.first_at
        expected, previous = record.sequence + 1, record.hash
    if expected <= chain.last_sequence:
        found.finds(f"{_span(expected, chain.last_sequence)}: missing at the end.")
    elif previous != chain.last_hash:
        found.finds(f"{chain.last_sequence}: is not the record that the chain ended with.")
    erasures.check(found)
    return found


def verify_part(records: Iterable[AuditRecord], anchors: Iterable[Anchor] = ()) -> Verified:
    """Say what is wrong with records that were taken along, and ask no database for anything.

    Those that were left out are counted: whether they are missing depends on what was asked for. Nor is
    it known where the chain goes on. `anchors` of records that are not among these say nothing.
    """
    known = {each.sequence: each.hash for each in anchors}
    found, erasures = Verified(first=0, last=Anchor(0, NO_HASH)), Erasures(0)
    for record in records:
        last = found.last.sequence
        if found.records and record.sequence <= last:
            found.finds(f"{record.sequence}: is not in its place.")
        elif found.records and record.sequence > last + 1:
            found.left_out += record.sequence - last - 1
        elif found.records and record.previous != found.last.hash:
            found.finds(f"{record.sequence}: does not follow the record before it.")
        _check(record, found, erasures)
        _check_anchor(record, known, found)
        found.first = found.first or record.sequence
        found.records += 1
        found.began_at = found.began_at or record.first_at
        found.last = Anchor(record.sequence, record.hash)
    if not found.left_out:
        erasures.check_among(found)
    return found


def _check_ends(chain: AuditChain, anchors: Mapping[int, str], found: Verified) -> None:
    if chain.last_sequence == 0 and not chain.signature:
        # Nothing was written yet, or all of it is gone.
        if AuditRecord.objects.exists():
            found.finds("The ends of the chain are missing.")
    elif not is_signed(signed_text(chain), chain.signature):
        found.finds("The ends of the chain were not signed by a key of this service.")
    last = max(anchors, default=0)
    if last > chain.last_sequence:
        found.finds(f"{_span(chain.last_sequence + 1, last)}: cut off, the chain has been longer.")
    pruned = anchors.get(chain.pruned_sequence, chain.pruned_hash)
    if pruned != chain.pruned_hash:
        found.finds(f"{chain.pruned_sequence}: is not what its anchor says it was.")


def _check(record: AuditRecord, found: Verified, erasures: Erasures) -> None:
    if record.erased_by is None:
        if digest_of(record) != record.digest:
            found.finds(f"{record.sequence}: was edited.")
        erasures.note(record)
    else:
        found.erased += 1
        erasures.add(record)
    if hash_of(record.sequence, record.digest, record.previous) != record.hash:
        found.finds(f"{record.sequence}: its hash is not its own.")


def _check_anchor(record: AuditRecord, anchors: Mapping[int, str], found: Verified) -> None:
    if anchors.get(record.sequence, record.hash) != record.hash:
        found.finds(f"{record.sequence}: is not what its anchor says it was.")


class Erasures:
    """Records that were emptied, each by an erasure that is on record and says how many they were."""

    def __init__(self, pruned: int) -> None:
        self.pruned = pruned
        self.emptied: dict[int, list[int]] = {}
        self.said: dict[int, str] = {}

    def add(self, record: AuditRecord) -> None:
        """Take an emptied record."""
        self.emptied.setdefault(record.erased_by or 0, []).append(record.sequence)

    def note(self, record: AuditRecord) -> None:
        """Take the record of an erasure."""
        if record.operation == ERASED:
            self.said[record.sequence] = record.about

    def check(self, found: Verified) -> None:
        """Say of which records nobody said that they were emptied."""
        for erasure in sorted(self.emptied.keys() | self.said.keys()):
            emptied = self.emptied.get(erasure, [])
            said = self.said.get(erasure)
            if said is None:
                found.finds(f"{emptied[0]}: was emptied, and no erasure of it is on record.")
            elif said != erased_text(emptied) and not self._is_pruned(said):
                found.finds(f"{erasure}: the records that it says were emptied are others.")

    def check_among(self, found: Verified) -> None:
        """Do so for a part of the chain without gaps: a later erasure is not among its records."""
        self.pruned = found.first - 1
        later = [erasure for erasure in self.emptied if erasure > found.last.sequence]
        for erasure in later:
            del self.emptied[erasure]
        self.check(found)

    def _is_pruned(self, said: str) -> bool:
        """Tell whether the first of those that were emptied is gone by now, and nothing can be said."""
        first = said.partition(" ")[0] or "0"
        # Whoever edited it may have written anything.
        return first.isdecimal() and len(first) < 20 and int(first) <= self.pruned


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"
