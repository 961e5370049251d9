"""Secrets at rest: encrypted with the first of `FIELD_ENCRYPTION_KEYS`, readable with any of them."""

from __future__ import annotations

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class UnreadableSecret(Exception):
    """None of FIELD_ENCRYPTION_KEYS opens a stored secret. Put the key it was written with back."""

    def __str__(self) -> str:
        return self.args[0] if self.args else (self.__doc__ or "")


class Secret:
    """A secret as it is stored: opaque in every log, repr and template until `reveal` is called."""

    __slots__ = ("ciphertext",)

    def __init__(self, ciphertext: str) -> None:
        self.ciphertext = ciphertext

    @classmethod
    def seal(cls, plain: str) -> Secret:
        """Encrypt `plain` with the first key."""
        return cls(_keyring().encrypt(plain.encode()).decode())

    def reveal(self) -> str:
        """Return the plain text; raises UnreadableSecret when no key opens it."""
        try:
            return _keyring().decrypt(self.ciphertext.encode()).decode()
        except InvalidToken:
            raise UnreadableSecret from None

    def rotated(self) -> Secret:
        """Return the same secret under the first key; raises UnreadableSecret."""
        try:
            return Secret(_keyring().rotate(self.ciphertext.encode()).decode())
        except InvalidToken:
            raise UnreadableSecret from None

    @property
    def is_under_first_key(self) -> bool:
        """Tell whether the first key alone opens it."""
        try:
            _keyring_of(tuple(settings.FIELD_ENCRYPTION_KEYS[:1])).decrypt(self.ciphertext.encode())
        except InvalidToken:
            return False
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.ciphertext == self.ciphertext

    def __hash__(self) -> int:
        return hash(self.ciphertext)

    def __repr__(self) -> str:
        return "<secret>"


def _keyring() -> MultiFernet:
    return _keyring_of(tuple(settings.FIELD_ENCRYPTION_KEYS))


@lru_cache(maxsize=4)
def _keyring_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
