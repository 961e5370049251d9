"""Have accounts read again after something was done to them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from openbanking.jobs import Reason, request_sync
from openbanking.models import PowensUser


def read_again(accounts: Iterable[UUID], reason: Reason) -> None:
    """Ask for a sync of the Powens users by whom these accounts are read."""
    users = PowensUser.objects.filter(connections__accounts__in=list(accounts))
    request_sync(list(users.distinct()), reason=reason)
