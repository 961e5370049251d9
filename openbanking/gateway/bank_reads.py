"""Asking Powens to read a bank now, within what a bank allows without its user.

A bank may be read four times a day while its user is away (PSD2, regulatory technical standards on
strong authentication, article 36(5)). The time of the last request is kept on the connection, so that
every process shares it. Powens is never reported that the user is present.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from openbanking.fields.encryption import UnreadableSecret
from openbanking.gateway.clients import as_user
from openbanking.models import Connection
from openbanking.powens import PowensConflict, PowensError

INTERVAL = timedelta(hours=6)
# What Powens wants between two requests for one connection is not documented; minutes are observed.
AFTER_CONFLICT = timedelta(minutes=5)


class TooEarly(Exception):
    """The bank may not be asked again yet; `next_at` says from when on it may."""

    def __init__(self, next_at: datetime) -> None:
        super().__init__("The bank has been read too recently.")
        self.next_at = next_at


def next_read_at(connection: Connection) -> datetime | None:
    """Return from when on the bank may be asked again; None for at once."""
    return connection.bank_asked_at + INTERVAL if connection.bank_asked_at else None


def ask_bank(connection: Connection, *, insist: bool, now: datetime) -> bool:
    """Ask Powens to read the bank if that is allowed now; returns whether it did.

    Raises TooEarly where the caller insists, PowensError for what fails at Powens, UnreadableSecret.
    A request that Powens did not take does not count against the bank's quota.
    """
    before = connection.bank_asked_at
    free = Q(bank_asked_at__isnull=True) | Q(bank_asked_at__lte=now - INTERVAL)
    mine = Connection.objects.filter(free, pk=connection.pk).update(bank_asked_at=now)
    if not mine:
        connection.refresh_from_db(fields=["bank_asked_at"])
        if insist:
            raise TooEarly(next_read_at(connection) or now)
        return False
    connection.bank_asked_at = now
    try:
        as_user(
            connection.powens_user,
            lambda client: client.force_sync(int(connection.external_id)),
            now=now,
        )
    except PowensConflict:
        # Powens has just read the bank, or is at it.
        _take_back(connection, now - INTERVAL + AFTER_CONFLICT, now=now)
        if insist:
            raise TooEarly(now + AFTER_CONFLICT) from None
        return False
    except (PowensError, UnreadableSecret):
        _take_back(connection, before, now=now)
        raise
    return True


def _take_back(connection: Connection, asked_at: datetime | None, *, now: datetime) -> None:
    """Note when the bank was asked, as far as its quota is concerned, instead of now."""
    connection.bank_asked_at = asked_at
    Connection.objects.filter(pk=connection.pk, bank_asked_at=now).update(bank_asked_at=asked_at)
