"""The Powens client of one of our Powens users, and the renewal of its token."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import requests
from django.conf import settings

from openbanking.gateway.credentials import credentials_of
from openbanking.gateway.throttle import calls_per_minute
from openbanking.models import PowensUser
from openbanking.powens import PowensAuthError, PowensClient, renew
from openbanking.powens.throttle import Throttle, unthrottled

logger = logging.getLogger(__name__)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Calls:
    """How a client calls: over which session, what is asked before each call, and how it waits.

    What `before` and `sleep` raise ends what the client is doing.
    """

    session: requests.Session | None = None
    before: Callable[[], None] = unthrottled
    sleep: Callable[[float], None] = time.sleep


PLAIN = Calls()


def as_user(
    user: PowensUser,
    work: Callable[[PowensClient], Result],
    *,
    now: datetime,
    calls: Calls = PLAIN,
) -> Result:
    """Let `work` read as this user, with a renewed token if the present one is refused.

    A token is renewed once; if the new one is refused too the user is flagged, left alone from then
    on, and the refusal raised. Raises PowensError and UnreadableSecret.
    """
    if user.rejected_at:
        raise PowensAuthError("The token was refused before and the user has not been linked again.")
    try:
        if user.token is not None:
            return work(client_for(user, calls))
    except PowensAuthError:
        logger.info("Powens user %s: token refused, renewing it once", user.pk)
    try:
        renew_token(user, now=now)
        return work(client_for(user, calls))
    except PowensAuthError:
        PowensUser.objects.filter(pk=user.pk).update(rejected_at=now, updated_at=now)
        raise


def client_for(user: PowensUser, calls: Calls = PLAIN) -> PowensClient:
    """Return a client that reads as this user; raises UnreadableSecret, PowensAuthError."""
    if user.token is None:
        raise PowensAuthError("The user has no token yet.")
    credentials = credentials_of(user)
    return PowensClient.for_user(
        credentials.base_url,
        token=user.token.reveal(),
        zone=settings.POWENS_TIMEZONE,
        throttle=throttle_of(credentials.base_url, calls),
        session=credentials.session() or calls.session,
        sleep=calls.sleep,
    )


def throttle_of(base_url: str, calls: Calls = PLAIN) -> Throttle:
    """Return the throttle all clients of one domain keep together, in whichever process."""
    limit = calls_per_minute(base_url, settings.POWENS_REQUESTS_PER_MINUTE, sleep=calls.sleep)

    def throttle() -> None:
        calls.before()
        limit()

    return throttle


def renew_token(user: PowensUser, *, now: datetime) -> None:
    """Ask Powens for a new token of this user and store it, which clears its flag.

    Raises PowensError when Powens gives none, PowensAuthError when we have no credentials to ask.
    """
    credentials = credentials_of(user)
    if not (credentials.client_id and credentials.client_secret):
        raise PowensAuthError("POWENS_CLIENT_ID and POWENS_CLIENT_SECRET are not set.")
    token = renew(
        credentials.base_url,
        client_id=credentials.client_id,
        client_secret=credentials.client_secret,
        id_user=user.external_id,
        throttle=throttle_of(credentials.base_url),
        session=credentials.session(),
    )
    store_token(user, token, now=now)


def store_token(user: PowensUser, token: str, *, now: datetime) -> None:
    """Keep a token of this user, encrypted; a flagged user is read again from now on."""
    user.token = token
    user.rejected_at = None
    user.updated_at = now
    user.save(update_fields=["token", "rejected_at", "updated_at"])
