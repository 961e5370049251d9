"""Text of a tenant at rest: encrypted with the tenant's own data key, found by keyed hashes alone.

What is kept is a byte for its form, the id of the data key, a nonce, and the text under AES-256-GCM. The
name of the column is authenticated with it, so that a value moved to another column is not taken for one
of that. Where keys come from is said by whoever keeps them (`keys_from`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORM = b"\x01"
KEY_ID = slice(1, 17)
NONCE = slice(17, 29)
TEXT = slice(29, None)
# Of HMAC-SHA256: two texts share an index by chance once in 2^64 rows.
INDEX_BYTES = 16


class UnreadableText(Exception):
    """A tenant's text cannot be opened: its data key is gone, or what is kept was altered."""

    def __str__(self) -> str:
        return self.args[0] if self.args else (self.__doc__ or "")


class Keys(Protocol):
    """Who keeps the keys."""

    def of_tenant(self, tenant: UUID) -> tuple[bytes, AESGCM]:
        """Return the id of the key that a tenant's text is encrypted with now, and what does it."""

    def by_id(self, key_id: bytes) -> AESGCM:
        """Return what opens text under a key; raises UnreadableText where there is no such key."""

    def index(self) -> bytes:
        """Return the service's key of blind indexes."""


class _NoKeys:
    """Stands where nobody has said who keeps the keys."""

    def of_tenant(self, tenant: UUID) -> tuple[bytes, AESGCM]:
        raise UnreadableText("Nobody keeps keys.")

    def by_id(self, key_id: bytes) -> AESGCM:
        raise UnreadableText("Nobody keeps keys.")

    def index(self) -> bytes:
        raise UnreadableText("Nobody keeps keys.")


_keys: Keys = _NoKeys()


def keys_from(keeper: Keys) -> None:
    """Take keys from this keeper from now on."""
    global _keys
    _keys = keeper


def seal(text: str, *, tenant: UUID, context: bytes, nonce: bytes = b"") -> bytes:
    """Encrypt a text with the tenant's present key; nothing stays nothing. Raises UnreadableText.

    A nonce of 12 bytes is given where the same text is to be the same; it must be no other text's.
    """
    if not text:
        return b""
    key_id, key = _keys.of_tenant(tenant)
    nonce = nonce or os.urandom(12)
    return FORM + key_id + nonce + key.encrypt(nonce, text.encode(), context)


def opened(kept: bytes, *, context: bytes) -> str:
    """Return the text of what is kept; raises UnreadableText."""
    if not kept:
        return ""
    if kept[:1] != FORM:
        raise UnreadableText("What is kept was never encrypted.")
    try:
        return _keys.by_id(kept[KEY_ID]).decrypt(kept[NONCE], kept[TEXT], context).decode()
    except InvalidTag:
        raise UnreadableText from None


def is_sealed(kept: bytes) -> bool:
    """Tell whether what is kept has the form of a sealed text."""
    return kept[:1] == FORM and len(kept) > NONCE.stop


def key_of(kept: bytes) -> UUID:
    """Return the id of the key that a sealed text is under."""
    return UUID(bytes=kept[KEY_ID])


def blind_index(text: str, *, context: bytes) -> bytes:
    """Return what stands for a text where it is looked for: the same for the same text, and no way back.

    The context is that of the column, so that indexes of two columns say nothing together.
    """
    if not text:
        return b""
    digest = hmac.digest(_keys.index(), context + b"\x00" + text.encode(), hashlib.sha256)
    return digest[:INDEX_BYTES]


def in_letters(kept: bytes) -> str:
    """Return what is kept as text, for columns and documents of text."""
    return base64.b64encode(kept).decode()


def from_letters(text: str) -> bytes:
    """Return what was kept as text; raises ValueError for what is none."""
    return base64.b64decode(text, validate=True)
