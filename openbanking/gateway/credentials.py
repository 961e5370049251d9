"""How to reach Powens for one of our Powens users: whose application, which credentials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

import requests
from django.conf import settings

from openbanking.models import PowensApplication, PowensUser
from openbanking.outgoing.sessions import guarded_session


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Where an application of Powens lives and how it proves itself."""

    base_url: str
    client_id: str
    client_secret: str = field(repr=False)
    # Whether a tenant brought it: then its address is what somebody typed, and not the operator's word.
    is_own: bool = False

    def session(self) -> requests.Session | None:
        """Return the session to reach it by; None where any will do.

        Of a tenant's own Powens the address is judged at each connection: only public ones are reached,
        and under DEBUG our own machine.
        """
        return guarded_session(local=settings.DEBUG) if self.is_own else None


def credentials_of(powens_user: PowensUser) -> Credentials:
    """Return the credentials of the application a Powens user belongs to; raises UnreadableSecret."""
    return application_credentials(powens_user.application)


def application_credentials(own: PowensApplication | None) -> Credentials:
    """Return the credentials of a tenant's own application, or without one those of the settings."""
    if own is None:
        return default_credentials()
    return Credentials(
        base_url=own.base_url,
        client_id=own.client_id,
        client_secret=own.client_secret.reveal() if own.client_secret else "",
        is_own=True,
    )


def default_credentials() -> Credentials:
    """Return the application the settings name."""
    return Credentials(
        base_url=settings.POWENS_BASE_URL,
        client_id=settings.POWENS_CLIENT_ID,
        client_secret=settings.POWENS_CLIENT_SECRET,
    )


class NotConfigured(Exception):
    """The service does not know how to reach Powens; the message says what to set."""


def check_configured(users: Sequence[PowensUser]) -> None:
    """Raise NotConfigured unless every user's Powens can be addressed.

    The default address is checked even when nobody is linked, so that a first run says what is
    missing. Plain HTTP is for a Powens on this very machine: the token travels with each request.
    """
    if users and all(user.application_id for user in users):
        return
    address = settings.POWENS_BASE_URL
    if not address:
        raise NotConfigured(
            "POWENS_BASE_URL is not set. Use https://<domain>.biapi.pro/2.0, with the domain of your "
            "Powens application."
        )
    try:
        url = urlsplit(address)
        sound = url.scheme in ("http", "https") and url.hostname and url.port != 0
    except ValueError:
        sound = False
    if not sound or url.query or url.fragment or url.username:
        raise NotConfigured(
            "POWENS_BASE_URL is not an address. Use https://<domain>.biapi.pro/2.0, nothing after it."
        )
    if url.scheme == "http" and not _is_loopback(url.hostname or ""):
        raise NotConfigured("POWENS_BASE_URL is plain HTTP, which would show the tokens. Use https.")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
