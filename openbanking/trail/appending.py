"""Adding to the chain: one process at a time, any number of records together."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import connection

from openbanking.fields.signing import signature_of
from openbanking.models import AuditChain, AuditRecord
from openbanking.trail.hashing import digest_of, hash_of, sha256


def append(records: Sequence[AuditRecord]) -> None:
    """Give records their places at the end of the chain and write them, in three statements.

    To be called in a transaction, in which others that append wait from here on: what else is locked
    in it is locked before, or by nobody who appends. Raises what the database raises.
    """
    chain = locked()
    for record in records:
        record.sequence = chain.last_sequence + 1
        record.salt = secrets.token_hex(16)
        record.previous = chain.last_hash
        record.digest = digest_of(record)
        record.hash = hash_of(record.sequence, record.digest, record.previous)
        chain.last_sequence, chain.last_hash = record.sequence, record.hash
    _insert(records)
    sign(chain)


def locked() -> AuditChain:
    """Return the chain's ends, which nobody else moves until the transaction is over."""
    ends = AuditChain.objects.select_for_update()
    found = ends.first()
    if found is not None:
        return found
    AuditChain.objects.bulk_create([AuditChain()], ignore_conflicts=True)
    return ends.get()


def sign(chain: AuditChain) -> None:
    """Write where the chain begins and ends, signed."""
    chain.signature = signature_of(signed_text(chain))
    chain.save(force_update=True)


def signed_text(chain: AuditChain) -> str:
    """Return what the signature of the chain's ends is of."""
    return sha256(
        {
            "prunedSequence": chain.pruned_sequence,
            "prunedHash": chain.pruned_hash,
            "lastSequence": chain.last_sequence,
            "lastHash": chain.last_hash,
        }
    )


COLUMNS = AuditRecord._meta.concrete_fields
# One statement for any number: bulk_create makes many of a thousand on SQLite.
INSERT = (
    f"INSERT INTO {AuditRecord._meta.db_table} "  # noqa: S608  (names of our model)
    f"({', '.join(str(each.column) for each in COLUMNS)}) VALUES "
)
ROW = f"({', '.join(['%s'] * len(COLUMNS))})"


def _insert(records: Sequence[AuditRecord]) -> None:
    values = [
        column.get_db_prep_save(getattr(record, column.attname), connection)
        for record in records
        for column in COLUMNS
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT + ", ".join([ROW] * len(records)), values)
