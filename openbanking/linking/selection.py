"""Let Powens read an account, or stop it: the choice of its member, or of the staff for them."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils.translation import gettext, gettext_noop

from openbanking.fields.encryption import UnreadableSecret
from openbanking.gateway.clients import as_user
from openbanking.health.failures import condition_of_failure
from openbanking.models import Account
from openbanking.powens import PowensError

logger = logging.getLogger(__name__)

ERASED = gettext_noop(
    "Powens erases the account's transactions, balances and investments on its side. What this service "
    "has recorded of it stays, but is no longer counted or kept up."
)


class NotChanged(Exception):
    """The account is as it was; the message says why."""


def set_enabled(account: Account, *, enabled: bool, now: datetime) -> None:
    """Enable or disable an account at Powens; the next sync brings what comes of it.

    The account comes with its connection and Powens user. Raises NotChanged.
    """
    if account.vanished_at or account.deleted_at:
        raise NotChanged(gettext("The bank or Powens no longer lists this account."))
    try:
        as_user(
            account.connection.powens_user,
            lambda client: client.set_account_enabled(int(account.external_id), enabled=enabled),
            now=now,
        )
    except (PowensError, UnreadableSecret) as error:
        logger.warning("Account %s was not switched: %s", account.pk, error)
        raise NotChanged(gettext(condition_of_failure(error).message)) from None
