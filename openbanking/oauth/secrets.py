"""The texts of tokens, each with a beginning by which a scanner of secrets knows a leaked one."""

from __future__ import annotations

import secrets

from openbanking.access.oauth import ACCESS_PREFIX

REFRESH_PREFIX = "obr_"


def access_token(request: object, refresh_token: bool = False) -> str:
    """Return a new access token."""
    return ACCESS_PREFIX + secrets.token_urlsafe(32)


def refresh_token(request: object) -> str:
    """Return a new refresh token."""
    return REFRESH_PREFIX + secrets.token_urlsafe(32)
