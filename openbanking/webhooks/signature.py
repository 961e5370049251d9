"""Powens' signature of a delivery: HMAC-SHA256 over method, path, date and body (Webhooks page)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

# Computed by hand from the documented algorithm: `setup_powens_webhooks` checks itself against it.
VECTOR = {
    "secret": "sandbox-secret",
    "path": "/webhooks/powens/",
    "date": "2026-02-14T06:31:07.250000Z",
    "body": b'{"id_webhook_data":9001,"id":512}',
    "signature": "ITyTSEPObkzOuWX3D2VJvE3mMB4Uyi+/VqpKEjYgwnw=",
}


def signature_of(*, secret: str, path: str, date: str, body: bytes) -> bytes:
    """Return the 32 bytes a delivery must be signed with; the date header is taken verbatim."""
    message = f"POST.{path}.{date}.".encode() + body
    return hmac.new(secret.encode(), message, hashlib.sha256).digest()


def is_signed(*, secret: str, path: str, date: str, body: bytes, signature: str) -> bool:
    """Tell, in constant time, whether the secret signed the delivery; an empty one signs nothing."""
    try:
        given = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    right = signature_of(secret=secret, path=path, date=date, body=body)
    return hmac.compare_digest(right, given) and bool(secret)
