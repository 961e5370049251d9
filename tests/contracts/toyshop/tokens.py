"""Bearer tokens of the toy shop, kept in memory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from secrets import token_urlsafe

from django.contrib.auth.models import AbstractUser
from rest_framework.exceptions import AuthenticationFailed


@dataclass(frozen=True)
class Token:
    """A credential, good for these operations or, where none is named, for all."""

    user: AbstractUser
    operations: Collection[str]

    def permits(self, operation_key: str) -> bool:
        return not self.operations or operation_key in self.operations


ISSUED: dict[str, Token] = {}


def make_token(user: AbstractUser, operations: Collection[str] = ()) -> str:
    """Issue a token and return its text."""
    text = token_urlsafe()
    ISSUED[text] = Token(user, operations)
    return text


def authenticate(text: str) -> tuple[AbstractUser, Token]:
    """Return whose a token is, and the token."""
    if text not in ISSUED:
        raise AuthenticationFailed("This token is unknown.")
    return ISSUED[text].user, ISSUED[text]
