"""What must hold of the settings before the domain can be trusted with money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from croniter import croniter
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils import timezone

from openbanking.gateway.credentials import NotConfigured, check_configured

# So long before nobody is named any more the operator is reminded.
BEFOREHAND = timedelta(days=30)


@register("openbanking")
def check_time(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Insist on UTC: every instant of Powens is converted to it before it is stored."""
    if settings.USE_TZ and settings.TIME_ZONE == "UTC":
        return []
    return [
        Error(
            "Instants must be kept in UTC.",
            hint="Set TIME_ZONE = 'UTC' and USE_TZ = True.",
            id="openbanking.E001",
        )
    ]


@register("openbanking")
def check_schedule(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a schedule that no worker can follow."""
    if not settings.SYNC_SCHEDULE:
        return []
    if not settings.ON_POSTGRESQL:
        why = "SYNC_SCHEDULE is followed by workers, who need PostgreSQL."
        hint = "Have cron start sync_powens, or set DATABASE_URL to a PostgreSQL database."
    elif not croniter.is_valid(settings.SYNC_SCHEDULE):
        why = "SYNC_SCHEDULE is no cron expression."
        hint = "Five fields: minute, hour, day of the month, month, day of the week. */30 * * * *"
    else:
        return []
    return [Error(why, hint=hint, id="openbanking.E002")]


@register("openbanking", Tags.security, deploy=True)
def check_powens(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn before a deployment that cannot reach Powens."""
    messages: list[CheckMessage] = []
    try:
        check_configured([])
    except NotConfigured as error:
        messages.append(
            Warning(str(error), hint="The sync cannot run without it.", id="openbanking.W001")
        )
    if not (settings.POWENS_CLIENT_ID and settings.POWENS_CLIENT_SECRET):
        messages.append(
            Warning(
                "POWENS_CLIENT_ID and POWENS_CLIENT_SECRET are not both set.",
                hint="Without them a refused token cannot be renewed.",
                id="openbanking.W002",
            )
        )
    return messages


@register("openbanking", Tags.security, deploy=True)
def check_hosts(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn of a service that takes any name for its own: links in mails would lead to it."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Warning(
            "ALLOWED_HOSTS lets every name pass.",
            hint="Name the hosts that people reach the service by.",
            id="openbanking.W003",
        )
    ]


@register("openbanking", Tags.security, deploy=True)
def check_disclosure(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn before security.txt names nobody any more."""
    until = settings.SECURITY_CONTACT_UNTIL
    if until is None or until > timezone.now() + BEFOREHAND:
        return []
    return [
        Warning(
            "SECURITY_CONTACT_UNTIL is over, or will be soon.",
            hint="Look whether SECURITY_CONTACT is still right, and name a later day.",
            id="openbanking.W004",
        )
    ]
