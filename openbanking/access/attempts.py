"""Guessing slowed: an address that showed many wrong credentials is not listened to for a while.

Wrong ones are counted in the database, so that every process counts together. A good credential costs
nothing: which addresses are shut is remembered by the process, until they may try again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from openbanking.access.addresses import UNKNOWN, network_of
from openbanking.models import FailedAttempt

logger = logging.getLogger(__name__)

# So many different wrong credentials within the window shut the door for as long.
MOST = 20
WINDOW = timedelta(minutes=5)
KEPT = timedelta(days=1)
MOST_REMEMBERED = 10_000
SALT = "openbanking.attempts"


class Door(StrEnum):
    """Where a credential is shown."""

    TOKEN = "token"  # noqa: S105  (a word for it)
    OAUTH = "oauth"
    WEBHOOK = "webhook"
    INVITATION = "invitation"
    PASSWORD_LINK = "password-link"  # noqa: S105  (a word for it)


class Shut:
    """Which doors are shut to which addresses, as far as this process knows."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[tuple[Door, str], float] = {}

    def seconds(self, door: Door, address: str) -> int:
        """Return for how long a door is shut to an address; 0 if it is open."""
        until = self._until.get((door, network_of(address)))
        return 0 if until is None else max(0, round(until - self._clock() + 0.5))

    def shut(self, door: Door, address: str) -> None:
        """Shut a door for the window."""
        if len(self._until) >= MOST_REMEMBERED:
            self._until.clear()
        self._until[door, network_of(address)] = self._clock() + WINDOW.total_seconds()

    def forget(self) -> None:
        """Open all doors; what the database counted stays."""
        self._until.clear()


current = Shut()


def seconds_shut(door: Door, address: str) -> int:
    """Return for how many seconds an address need not try again; 0 if it may."""
    return current.seconds(door, address)


def failed(door: Door, address: str, credential: str) -> None:
    """Count a wrong credential, and shut the door after too many different ones.

    An address that is not known is not counted: it would stand for everybody.
    """
    if address == UNKNOWN:
        return
    now, network = timezone.now(), network_of(address)
    digest = salted_hmac(SALT, credential, algorithm="sha256").hexdigest()
    with transaction.atomic():
        _, created = FailedAttempt.objects.update_or_create(
            door=door, address=network, digest=digest, defaults={"at": now}
        )
    if not created:
        return
    FailedAttempt.objects.filter(at__lt=now - KEPT).delete()
    recent = FailedAttempt.objects.filter(door=door, address=network, at__gt=now - WINDOW)
    if recent.count() >= MOST:
        current.shut(door, address)
        logger.warning("Too many wrong credentials from one address; it is shut out (%s)", door)
