"""How long what the service notes down for itself is kept, in days; 0 keeps it for ever."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment

VARIABLES: dict[str, tuple[Any, Any]] = {
    "KEEP_WEBHOOK_DELIVERIES_DAYS": (int, 90),
    "KEEP_SYNC_RUNS_DAYS": (int, 90),
    "KEEP_ALERT_DELIVERIES_DAYS": (int, 365),
    "KEEP_WEBVIEW_SESSIONS_DAYS": (int, 90),
    "KEEP_SIGN_IN_ATTEMPTS_DAYS": (int, 30),
    "KEEP_JOBS_DAYS": (int, 14),
    # Histories: a family's own, kept unless somebody says otherwise.
    "KEEP_BALANCE_READINGS_DAYS": (int, 0),
    "KEEP_REMOVED_TRANSACTIONS_DAYS": (int, 0),
    "AUDIT_DAYS": (int, 0),
}


def settings(env: Environment) -> dict[str, int]:
    """Return the settings of retention; raises ImproperlyConfigured."""
    found = {name: int(env(name)) for name in VARIABLES}
    for name, days in found.items():
        if days < 0:
            raise ImproperlyConfigured(f"{name} is a number of days, or 0 to keep all of it.")
    return found
