"""Take a well-signed delivery: remember it once, and ask for a sync of whom it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import F

from openbanking.jobs import Reason, request_sync
from openbanking.models import PowensApplication, PowensUser, WebhookDelivery

# Powens' event names, as they stand in the address (Powens, Webhooks page).
EVENTS = (
    *("connection-synced", "connection-deleted", "account-synced", "accounts-fetched"),
    *("account-found", "account-enabled", "account-disabled", "user-deleted"),
)
Disposition = WebhookDelivery.Disposition


def secrets() -> list[str]:
    """Return every secret a delivery may be signed with: the settings', and the tenants' own."""
    own = PowensApplication.objects.exclude(webhook_secret=None).only("webhook_secret")
    return [
        settings.POWENS_WEBHOOK_SECRET,
        *(each.webhook_secret.reveal() for each in own if each.webhook_secret),
    ]


@transaction.atomic
def receive(event: str, body: bytes, *, now: datetime) -> None:
    """Record the delivery and request the sync it asks for, in one transaction.

    Nothing is requested for a delivery seen before, an event of no use, and a user who is not linked.
    """
    found = _decoded(body)
    external_id = _text(found.get("id_webhook_data")) or hashlib.sha256(body).hexdigest()
    seen = WebhookDelivery.objects.filter(external_id=external_id)
    if seen.update(repeated=F("repeated") + 1, updated_at=now):
        return
    users = _users(event, found)
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


def _users(event: str, found: dict[str, Any]) -> list[PowensUser]:
    """Return whom it is about: the id stands at one of several places, by event.

    Where no user is named, as Powens allows, the connection names one. Two applications may count their
    users alike; then each of them is synced.
    """
    user, connection = _part(found, "user"), _part(found, "connection")
    people = [user.get("id"), found.get("id_user"), connection.get("id_user")]
    banks = [connection.get("id"), found.get("id_connection")]
    if event == "user-deleted":
        people.append(found.get("id"))
    elif event.startswith("connection-"):
        banks.append(found.get("id"))
    if named := _first(people):
        return list(PowensUser.objects.filter(external_id=named).order_by("pk"))
    if named := _first(banks):
        return list(PowensUser.objects.filter(connections__external_id=named).order_by("pk"))
    return []


def _part(found: dict[str, Any], name: str) -> dict[str, Any]:
    part = found.get(name)
    return part if isinstance(part, dict) else {}


def _first(ids: Sequence[object]) -> str:
    return next(filter(None, map(_text, ids)), "")


def _text(value: object) -> str:
    is_id = isinstance(value, int | str) and not isinstance(value, bool)
    return str(value)[:40] if is_id else ""
