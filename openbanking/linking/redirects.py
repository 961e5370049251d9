"""Whether Powens would send people back to us, read before anybody is sent to it.

Powens compares addresses to the letter, and refuses one that is not registered on a page of its own
that does not say which it expects (observed).
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils.translation import gettext, gettext_noop

from openbanking.gateway.clients import as_user
from openbanking.gateway.credentials import credentials_of
from openbanking.linking.users import CannotLink
from openbanking.models import PowensUser
from openbanking.powens import PowensError

logger = logging.getLogger(__name__)

UNREGISTERED = gettext_noop(
    "Powens would not send you back here. Ask the staff to register {} as a redirect address of the "
    "application in the Powens console; nothing was changed."
)


def check_registered(user: PowensUser, redirect_uri: str, *, now: datetime) -> None:
    """Raise CannotLink if the application of this Powens user may not send people to an address.

    Where Powens does not say which addresses are registered, or cannot be reached, nobody is kept from
    trying. Raises UnreadableSecret.
    """
    client_id = credentials_of(user).client_id
    try:
        application = as_user(user, lambda client: client.application(client_id), now=now)
    except PowensError as error:
        logger.warning("The redirect addresses of the application were not read: %s", error)
        return
    registered = application.redirects if application else None
    if registered is not None and redirect_uri not in registered:
        raise CannotLink(gettext(UNREGISTERED).format(redirect_uri))
