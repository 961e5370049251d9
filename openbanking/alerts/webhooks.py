"""Alerts posted to an address, signed as Standard Webhooks has it (standardwebhooks.com).

The signature is the HMAC-SHA256, in base64, of `<id>.<timestamp>.<body>` under the bytes that the secret
stands for. The id stays the same when a delivery is tried again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

import requests
from django.conf import settings

from contracts import encode
from openbanking.alerts.outcomes import Outcome
from openbanking.alerts.pages import address_of_alerts
from openbanking.fields.encryption import UnreadableSecret
from openbanking.models import Alert, AlertDelivery, AlertEndpoint
from openbanking.outgoing.addresses import AddressRefused
from openbanking.outgoing.sessions import post

PREFIX = "whsec_"
TYPES = {
    AlertDelivery.Event.RAISED: "alert.raised",
    AlertDelivery.Event.RESOLVED: "alert.resolved",
    AlertDelivery.Event.TEST: "alert.test",
}


def new_secret() -> str:
    """Return a fresh secret: 32 random bytes in base64, marked as what it is."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def is_usable(secret: str) -> bool:
    """Tell whether a secret has the form that Standard Webhooks gives it."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError:
        return False
    return secret.startswith(PREFIX) and 24 <= len(key) <= 64


def signature_of(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the value of the header `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"


def payload_of(delivery: AlertDelivery) -> dict[str, Any]:
    """Return what is posted: ids, and amounts with every digit; nobody's name and no IBAN."""
    alert = delivery.alert
    happened_at = alert.resolved_at if delivery.event == delivery.Event.RESOLVED else alert.raised_at
    return {
        "type": TYPES[AlertDelivery.Event(delivery.event)],
        "timestamp": happened_at,
        "data": {name: value for name, value in _data_of(alert).items() if value is not None},
    }


def _data_of(alert: Alert) -> dict[str, Any]:
    rule = alert.rule
    return {
        "alertId": alert.pk,
        "ruleId": rule.pk,
        "tenantId": alert.tenant_id,
        "kind": rule.kind,
        "raisedAt": alert.raised_at,
        "resolvedAt": alert.resolved_at,
        "since": alert.since,
        "connectionId": alert.connection_id,
        "accountId": alert.account_id,
        "transactionId": alert.transaction_id,
        "accountKind": rule.account_kind or None,
        "amount": alert.amount,
        "limit": rule.amount,
        "currency": alert.currency or rule.currency or None,
        "days": rule.days,
        "link": address_of_alerts(alert.tenant.slug) or None,
    }


def send_webhook(delivery: AlertDelivery, endpoint: AlertEndpoint, *, now: datetime) -> Outcome:
    """Post a delivery to its address; 2xx is taken, 410 means never again."""
    try:
        secret = endpoint.secret.reveal() if endpoint.secret else ""
    except UnreadableSecret:
        return _failed("No key in FIELD_ENCRYPTION_KEYS opens the secret.")
    body, timestamp = encode(payload_of(delivery)), int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "family-banking",
        "webhook-id": str(delivery.pk),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature_of(secret, str(delivery.pk), timestamp, body),
    }
    return _tried(lambda: post(endpoint.url, body, headers, local=settings.DEBUG))


def _tried(send: Callable[[], int]) -> Outcome:
    """Return how it went. What an exception says may hold the address, so only its kind is kept."""
    try:
        status = send()
    except AddressRefused as refusal:
        return _failed(str(refusal))
    except requests.Timeout:
        return _failed("It did not answer in time.")
    except requests.exceptions.SSLError:
        return _failed("Its certificate was not accepted.")
    except (requests.RequestException, UnicodeError, OSError) as error:
        return _failed(f"No connection came about ({type(error).__name__}).")
    if 200 <= status < 300:
        return Outcome(succeeded=True, text=f"It answered {status}.")
    if 300 <= status < 400:
        return _failed(f"It answered {status}; redirects are not followed.")
    return _failed(f"It answered {status}.", final=status == requests.codes.gone)


def _failed(text: str, *, final: bool = False) -> Outcome:
    return Outcome(succeeded=False, text=text, final=final, way_is_closed=True)
