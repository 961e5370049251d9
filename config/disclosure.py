"""Whom somebody tells who has found a vulnerability, and up to when that holds (RFC 9116)."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import quote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from django.utils.dateparse import parse_date

from config.environment import Environment

CONTACT, UNTIL = "SECURITY_CONTACT", "SECURITY_CONTACT_UNTIL"
VARIABLES: dict[str, tuple[Any, Any]] = {CONTACT: (list, []), UNTIL: (str, "")}
SCHEMES = {"https", "mailto", "tel"}


def settings(env: Environment) -> dict[str, Any]:
    """Return whom to tell, as addresses (URI), and the instant up to which that holds.

    Raises ImproperlyConfigured for what is no such address, and for one of the two without the other.
    """
    contacts = [_as_uri(each.strip()) for each in env(CONTACT) if each.strip()]
    until = _end_of(env(UNTIL).strip())
    if bool(contacts) != (until is not None):
        raise ImproperlyConfigured(f"Give both {CONTACT} and {UNTIL}, or neither.")
    return {CONTACT: contacts, UNTIL: until}


def _as_uri(contact: str) -> str:
    try:
        parts = urlsplit(contact)
        if contact.isascii() and contact.isprintable() and " " not in contact:
            if parts.scheme in SCHEMES and (parts.netloc or parts.path.strip("/")):
                return contact
            validate_email(contact)
            return f"mailto:{quote(contact, safe='@+')}"
    except (ValidationError, ValueError):
        pass
    raise ImproperlyConfigured(
        f"{CONTACT} takes addresses of mail, and such as begin with https:, mailto: or tel:."
    )


def _end_of(day: str) -> datetime | None:
    if not day:
        return None
    try:
        last = parse_date(day)
    except ValueError:
        last = None
    if last is None:
        raise ImproperlyConfigured(f"{UNTIL} is no day like 2027-06-30.")
    return datetime.combine(last, time(23, 59, 59), tzinfo=UTC)
