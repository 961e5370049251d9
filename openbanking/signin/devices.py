"""Devices that people sign in from: how they are called, and which are known.

A device is known by a signed cookie of its own, which holds no more than digests of who signed in there.
"""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from ua_parser import parse

from openbanking.models import User

SALT = "openbanking.device"
A_YEAR = 365 * 24 * 3600  # seconds
MOST = 10  # people who are remembered on one device


def device_of(user_agent: str) -> str:
    """Return what a device calls itself, like "Firefox, Linux"; empty text is an unknown one."""
    found = parse(user_agent)
    parts = (found.user_agent.family if found.user_agent else "", found.os.family if found.os else "")
    return ", ".join(filter(None, parts)) or gettext("Unknown device")


def is_known(request: HttpRequest, person: User) -> bool:
    """Tell whether somebody has signed in from this device before."""
    return _digest(person) in _people(request)


def remember(request: HttpRequest, response: HttpResponseBase, person: User) -> None:
    """Make the device known for a person, for another year."""
    mine = _digest(person)
    people = [mine, *(each for each in _people(request) if each != mine)][:MOST]
    response.set_signed_cookie(
        settings.DEVICE_COOKIE_NAME,
        ".".join(people),
        salt=SALT,
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _people(request: HttpRequest) -> list[str]:
    try:
        text = request.get_signed_cookie(settings.DEVICE_COOKIE_NAME, salt=SALT, max_age=A_YEAR)
    except (KeyError, BadSignature):
        return []
    return (text or "").split(".")


def _digest(person: User) -> str:
    return salted_hmac(SALT, str(person.pk), algorithm="sha256").hexdigest()[:32]
