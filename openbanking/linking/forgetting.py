"""Make Powens forget a user with everything it has of them."""

from __future__ import annotations

import logging
from datetime import datetime

from openbanking.fields.encryption import UnreadableSecret
from openbanking.gateway.clients import client_for, renew_token
from openbanking.models import PowensUser
from openbanking.powens import PowensAuthError, PowensClient, PowensError, PowensNotFound
from openbanking.sync import lock_users

logger = logging.getLogger(__name__)


class NotForgotten(Exception):
    """Powens has the user as before; the message says why."""


def forget_at_powens(user: PowensUser, *, now: datetime) -> None:
    """Delete a user at Powens, whose consents and data end there; one that is gone already is none.

    A user that was unlinked, or whose token is refused, is there all the same: a new token is asked for.
    The user comes with its application. Raises NotForgotten, also while it is being synced.
    """
    with lock_users([user.pk]) as taken:
        if not taken:
            raise NotForgotten("It is being synced at this moment.")
        try:
            _delete(user, now)
        except PowensNotFound:
            logger.info("Powens user %s was gone from Powens already", user.pk)
        except (PowensError, UnreadableSecret) as error:
            raise NotForgotten(str(error)) from None


def _delete(user: PowensUser, now: datetime) -> None:
    try:
        _client(user, now).delete_user()
    except PowensAuthError:
        renew_token(user, now=now)
        client_for(user).delete_user()


def _client(user: PowensUser, now: datetime) -> PowensClient:
    if user.token is None:
        renew_token(user, now=now)
    return client_for(user)
