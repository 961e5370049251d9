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
from collections.abc import Sequence
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


class DataKey:
    """A data key: what encrypts with it, and what makes nonces of texts."""

    __slots__ = ("_nonces", "box")

    def __init__(self, key: bytes) -> None:
        self.box = AESGCM(key)
        # A key of its own: what encrypts makes no nonces.
        self._nonces = hmac.digest(key, b"openbanking.nonces", hashlib.sha256)

    def nonce_of(self, text: str, context: bytes) -> bytes:
        """Return the nonce that a text always has in a column: no other text's, but by chance."""
        return hmac.digest(self._nonces, context + b"\x00" + text.encode(), hashlib.sha256)[:12]


class Keys(Protocol):
    """Who keeps the keys."""

    def of_tenant(self, tenant: UUID) -> tuple[bytes, DataKey]:
        """Return the id of the key that a tenant's text is encrypted with now, and the key."""

    def by_id(self, key_id: bytes) -> DataKey:
        """Return a key, which opens text; raises UnreadableText where there is no such key."""

    def indexes(self) -> Sequence[bytes]:
        """Return the keys of blind indexes: the one in use, then any that rows may be under."""


class _NoKeys:
    """Stands where nobody has said who keeps the keys."""

    def of_tenant(self, tenant: UUID) -> tuple[bytes, DataKey]:
        raise UnreadableText("Nobody keeps keys.")

    def by_id(self, key_id: bytes) -> DataKey:
        raise UnreadableText("Nobody keeps keys.")

    def indexes(self) -> Sequence[bytes]:
        raise UnreadableText("Nobody keeps keys.")


_keys: Keys = _NoKeys()


def keys_from(keeper: Keys) -> None:
    """Take keys from this keeper from now on."""
    global _keys
    _keys = keeper


def seal(text: str, *, tenant: UUID, context: bytes, alike: bool = False) -> bytes:
    """Encrypt a text with the tenant's present key; nothing stays nothing. Raises UnreadableText.

    The same text is another each time, unless it is to be `alike`: so it is compared as it is kept.
    """
    if not text:
        return b""
    key_id, key = _keys.of_tenant(tenant)
    nonce = key.nonce_of(text, context) if alike else os.urandom(12)
    return FORM + key_id + nonce + key.box.encrypt(nonce, text.encode(), context)


def opened(kept: bytes, *, context: bytes) -> str:
    """Return the text of what is kept; raises UnreadableText."""
    if not kept:
        return ""
    if kept[:1] != FORM:
        raise UnreadableText("What is kept was never encrypted.")
    try:
        return _keys.by_id(kept[KEY_ID]).box.decrypt(kept[NONCE], kept[TEXT], context).decode()
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
    return blind_indexes(text, context=context)[0]


def blind_indexes(text: str, *, context: bytes) -> list[bytes]:
    """Return what may stand for a text: its index, and those of before, while the key is changed."""
    if not text:
        return [b""]
    said = context + b"\x00" + text.encode()
    return [hmac.digest(key, said, hashlib.sha256)[:INDEX_BYTES] for key in _keys.indexes()]


def in_letters(kept: bytes) -> str:
    """Return what is kept as text, for columns and documents of text."""
    return base64.b64encode(kept).decode()


def from_letters(text: str) -> bytes:
    """Return what was kept as text; raises ValueError for what is none."""
    return base64.b64decode(text, validate=True)
