"""Signatures of what the service itself wrote, under keys that the database does not have."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def signature_of(text: str) -> str:
    """Return the HMAC-SHA256 of a text in hexadecimal, under the first of FIELD_ENCRYPTION_KEYS."""
    return _under(settings.FIELD_ENCRYPTION_KEYS[0], text)


def is_signed(text: str, signature: str) -> bool:
    """Tell whether any of FIELD_ENCRYPTION_KEYS made this signature of a text."""
    return any(
        hmac.compare_digest(_under(key, text), signature) for key in settings.FIELD_ENCRYPTION_KEYS
    )


def _under(key: str, text: str) -> str:
    # A key of its own: what encrypts signs nothing.
    own = hmac.digest(key.encode(), b"openbanking.signing", hashlib.sha256)
    return hmac.new(own, text.encode(), hashlib.sha256).hexdigest()
