"""What a record says as canonical JSON, its digest, and the hash that ties it to the one before."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from openbanking.models import AuditRecord
from openbanking.trail.files import instant


def content_of(record: AuditRecord) -> dict[str, Any]:
    """Return what a record says, by the names that are hashed and exported."""
    return {
        "firstAt": instant(record.first_at),
        "lastAt": instant(record.last_at),
        "count": record.count,
        "user": "" if record.user_id is None else str(record.user_id),
        "token": record.token,
        "channel": record.channel,
        "address": record.address,
        "operation": record.operation,
        "version": record.version,
        "tenant": record.tenant,
        "account": record.account,
        "about": record.about,
        "salt": record.salt,
    }


def digest_of(record: AuditRecord) -> str:
    """Return the SHA-256 of what a record says, in hexadecimal."""
    return sha256(content_of(record))


def hash_of(sequence: int, digest: str, previous: str) -> str:
    """Return the SHA-256 that ties a record to the one before, in hexadecimal."""
    return sha256({"sequence": sequence, "digest": digest, "previous": previous})


def sha256(value: object) -> str:
    """Return the SHA-256 of a value of texts and whole numbers, as canonical JSON (RFC 8785)."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
