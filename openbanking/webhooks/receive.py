"""Take a well-signed delivery: remember it once, and ask for a sync of whom it is about."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from openbanking.fields.encryption import UnreadableSecret
from openbanking.jobs import Reason, request_sync
from openbanking.models import PowensApplication, PowensUser, WebhookDelivery

logger = logging.getLogger(__name__)

# Powens' event names, as they stand in the address (Powens, Webhooks page).
EVENTS = (
    *("connection-synced", "connection-deleted", "account-synced", "accounts-fetched"),
    *("account-found", "account-enabled", "account-disabled", "user-deleted"),
)
Disposition = WebhookDelivery.Disposition


@dataclass(frozen=True, slots=True)
class Sender:
    """A Powens that delivers: that of a tenant's own application, or that of the settings."""

    secret: str = field(repr=False)
    application: UUID | None = None

    @property
    def users(self) -> QuerySet[PowensUser]:
        """Return the users whom it knows of."""
        if self.application:
            return PowensUser.objects.filter(application=self.application)
        # An application without a secret of its own delivers as the settings' does.
        return PowensUser.objects.filter(
            Q(application=None) | Q(application__webhook_secret__isnull=True)
        )

    def name_of(self, found: Mapping[str, Any], body: bytes) -> str:
        """Return what a delivery is known by when it comes again; each Powens numbers its own."""
        own = str(self.application or "")
        number = _text(found.get("id_webhook_data"))
        if not number:
            return hashlib.sha256(own.encode() + body).hexdigest()
        return f"{own}:{number}" if own else number


def senders() -> list[Sender]:
    """Return everybody whose deliveries are taken, each with the secret that signs them."""
    found = [Sender(settings.POWENS_WEBHOOK_SECRET)]
    own = PowensApplication.objects.exclude(webhook_secret=None).values_list("pk", "webhook_secret")
    for pk, secret in own:
        try:
            found.append(Sender(secret.reveal(), application=pk))  # type: ignore[union-attr]  # excluded
        except UnreadableSecret:
            # One family's must not keep out the deliveries of all others.
            logger.error("The webhook secret of application %s is opened by no key", pk)
    return found


@transaction.atomic
def receive(sender: Sender, event: str, body: bytes, *, now: datetime) -> None:
    """Record the delivery and request the sync it asks for, in one transaction.

    Nothing is requested for a delivery seen before, an event of no use, and a user who is not linked
    or not the sender's.
    """
    found = _decoded(body)
    external_id = sender.name_of(found, body)
    seen = WebhookDelivery.objects.filter(external_id=external_id)
    if seen.update(repeated=F("repeated") + 1, updated_at=now):
        return
    users = _users(sender, event, found)
    disposition = _disposition(event, found, users)
    _, created = WebhookDelivery.objects.get_or_create(
        external_id=external_id,
        defaults={
            "event": event[:60],
            "disposition": disposition,
            "powens_user": users[0] if users else None,
            "created_at": now,
            "updated_at": now,
        },
    )
    if created and disposition is Disposition.SYNC:
        request_sync(users, reason=Reason.WEBHOOK)


def _disposition(
    event: str, found: dict[str, Any], users: list[PowensUser]
) -> WebhookDelivery.Disposition:
    if not found:
        return Disposition.UNREADABLE
    if event not in EVENTS:
        return Disposition.UNKNOWN_EVENT
    return Disposition.SYNC if users else Disposition.UNKNOWN_USER


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _users(sender: Sender, event: str, found: dict[str, Any]) -> list[PowensUser]:
    """Return whom it is about: the id stands at one of several places, by event.

    Where no user is named, as Powens allows, the connection names one. Two applications that deliver
    under one secret may count their users alike; then each of them is synced.
    """
    user, connection = _part(found, "user"), _part(found, "connection")
    people = [user.get("id"), found.get("id_user"), connection.get("id_user")]
    banks = [connection.get("id"), found.get("id_connection")]
    if event == "user-deleted":
        people.append(found.get("id"))
    elif event.startswith("connection-"):
        banks.append(found.get("id"))
    if named := _first(people):
        return list(sender.users.filter(external_id=named).order_by("pk"))
    if named := _first(banks):
        return list(sender.users.filter(connections__external_id=named).order_by("pk"))
    return []


def _part(found: dict[str, Any], name: str) -> dict[str, Any]:
    part = found.get(name)
    return part if isinstance(part, dict) else {}


def _first(ids: Sequence[object]) -> str:
    return next(filter(None, map(_text, ids)), "")


def _text(value: object) -> str:
    is_id = isinstance(value, int | str) and not isinstance(value, bool)
    return str(value)[:40] if is_id else ""
