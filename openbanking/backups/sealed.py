"""A file that is encrypted and authenticated in chunks, so that neither end has to hold all of it.

Each file has a key of its own (AES-256-GCM), wrapped by the first of FIELD_ENCRYPTION_KEYS in its first
lines; any of those that were set then opens it. A chunk's nonce is its number and whether it is the
last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015, with the layout of age):
one that is changed, missing, out of place or added is refused, and so is a file that was cut off.
"""

from __future__ import annotations

import base64
import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from openbanking.backups.refusals import Damaged, Refused
from openbanking.fields.encryption import Secret, UnreadableSecret

MAGIC = b"family-banking backup 1\n"
KEY_BYTES = 32
CHUNK = 256 * 1024
TAG = 16
LONGEST_KEY_LINE = 1_000


class SealedWriter(io.RawIOBase):
    """Takes bytes and writes them sealed. What was not brought to an end by `finish` opens nowhere."""

    def __init__(self, file: BinaryIO) -> None:
        key = os.urandom(KEY_BYTES)
        head = MAGIC + Secret.seal(base64.b64encode(key).decode()).ciphertext.encode() + b"\n"
        file.write(head)
        self._file, self._chunks = file, _Chunks(key, head)
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        """Take bytes; a full chunk is written once more bytes come, since the last one is marked."""
        taken = memoryview(data).cast("B")  # type: ignore[arg-type]
        self._waiting += taken
        while len(self._waiting) > CHUNK:
            self._file.write(self._chunks.seal(bytes(self._waiting[:CHUNK]), is_last=False))
            del self._waiting[:CHUNK]
        return len(taken)

    def finish(self) -> None:
        """Write what waits as the last chunk."""
        self._file.write(self._chunks.seal(bytes(self._waiting), is_last=True))
        self._waiting.clear()


class SealedReader(io.RawIOBase):
    """Gives what was sealed, each chunk once it is known to be the one that was written there.

    Raises Refused for a file that is none of ours or that no key opens, Damaged for one that changed.
    """

    def __init__(self, file: BinaryIO) -> None:
        if file.read(len(MAGIC)) != MAGIC:
            raise Refused("This is no backup of this service, or not of a version known here.")
        line = file.readline(LONGEST_KEY_LINE)
        try:
            key = base64.b64decode(Secret(line.decode("ascii").strip()).reveal())
            self._chunks = _Chunks(key, MAGIC + line)
        except UnreadableSecret:
            raise Refused(
                "None of FIELD_ENCRYPTION_KEYS opens this file. Put a key back that was set when it was "
                "made."
            ) from None
        except ValueError:
            raise Damaged("its key is unreadable") from None
        self._file = file
        self._next = file.read(CHUNK + TAG)
        self._opened = b""
        self._is_over = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        """Fill a buffer as far as the present chunk goes; 0 is the end, which was marked as such."""
        while not self._opened and not self._is_over:
            sealed, self._next = self._next, self._file.read(CHUNK + TAG)
            self._is_over = not self._next
            self._opened = self._chunks.open(sealed, is_last=self._is_over)
        target = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        size = min(len(target), len(self._opened))
        target[:size] = self._opened[:size]
        self._opened = self._opened[size:]
        return size


class _Chunks:
    """The chunks of one file in their order, each bound to the first lines of the file."""

    def __init__(self, key: bytes, head: bytes) -> None:
        self._cipher, self._head, self._number = AESGCM(key), head, 0

    def seal(self, plain: bytes, *, is_last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(is_last), plain, self._head)

    def open(self, sealed: bytes, *, is_last: bool) -> bytes:
        number = self._number
        try:
            return self._cipher.decrypt(self._nonce(is_last), sealed, self._head)
        except (InvalidTag, ValueError):
            raise Damaged(f"it was changed or cut off at about {number * CHUNK:,} bytes") from None

    def _nonce(self, is_last: bool) -> bytes:
        nonce = self._number.to_bytes(11) + bytes([is_last])
        self._number += 1
        return nonce
