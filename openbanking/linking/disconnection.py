"""Make Powens forget one bank of a member."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils.translation import gettext, gettext_noop

from openbanking.fields.encryption import UnreadableSecret
from openbanking.gateway.clients import as_user
from openbanking.health.failures import LOCKED, REJECTED, condition_of_failure
from openbanking.models import Connection
from openbanking.powens import PowensError, PowensNotFound
from openbanking.sync import lock_users, write_vanished

logger = logging.getLogger(__name__)

DISCONNECTED = gettext_noop(
    "Powens forgets this bank with its accounts and transactions, and the consent is over. What this "
    "service has recorded stays, but is no longer counted or kept up. When the bank is connected again, "
    "the accounts that are recognised go on where they stopped."
)


class NotDisconnected(Exception):
    """The bank is as connected as it was; the message says why."""


def disconnect(connection: Connection, *, now: datetime) -> None:
    """Make Powens forget one bank of a member, for good; what was recorded of it is kept.

    The connection comes with its Powens user. Raises NotDisconnected, and then nothing is changed.
    """
    user = connection.powens_user
    with lock_users([user.pk]) as taken:
        if not taken:
            raise NotDisconnected(gettext(LOCKED.message))
        user.refresh_from_db(fields=["token", "rejected_at", "unlinked_at"])
        if user.unlinked_at:
            # A new token would be good for all of the user's banks.
            raise NotDisconnected(gettext(REJECTED.message))
        try:
            as_user(user, lambda client: client.delete_connection(int(connection.external_id)), now=now)
        except PowensNotFound:
            logger.info("Connection %s was gone from Powens already", connection.pk)
        except (PowensError, UnreadableSecret) as error:
            logger.warning("Connection %s was not disconnected: %s", connection.pk, error)
            raise NotDisconnected(gettext(condition_of_failure(error).message)) from None
        write_vanished(connection, dry_run=False, now=now)
