"""Warn before a bank's consent ends: about 30, 14, 7 and 1 days before, each once."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta

from babel.dates import format_date
from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext, to_locale

from openbanking.models import Connection, ConsentWarning, PowensUser

logger = logging.getLogger(__name__)

WARN_DAYS = (30, 14, 7, 1)
DAY = timedelta(days=1)


def warn_of_consents(users: Iterable[PowensUser], *, now: datetime) -> list[ConsentWarning]:
    """Record the warnings that are due and mail those not mailed yet; returns the new ones.

    A consent first seen late is warned about once, not once for every day that was missed; one that
    was renewed begins anew. A mail that fails is tried again by the next run.
    """
    connections = Connection.objects.filter(
        powens_user__in=list(users),
        vanished_at__isnull=True,
        consent_ends_at__gt=now,
        consent_ends_at__lte=now + timedelta(days=max(WARN_DAYS)),
    ).select_related("institution", "powens_user__user")
    new = []
    for connection in connections:
        if (ends_at := connection.consent_ends_at) is None:
            continue
        warning, created = _due(connection, ends_at, now=now)
        if created:
            new.append(warning)
            logger.warning(
                "The consent of connection %s ends in less than %s days", connection.pk, warning.days
            )
        if warning.mailed_at is None and settings.MAILS_ARE_SENT:
            _tell(warning, now=now)
    return new


def _due(connection: Connection, ends_at: datetime, *, now: datetime) -> tuple[ConsentWarning, bool]:
    days = min(each for each in WARN_DAYS if ends_at - now <= timedelta(days=each))
    # A renewal moves the end by months; one that moved by hours is the same consent's.
    same = (ends_at - DAY, ends_at + DAY)
    known = connection.warnings.filter(days=days, consent_ends_at__range=same).first()
    if known is not None:
        return known, False
    return ConsentWarning.objects.get_or_create(
        connection=connection, consent_ends_at=ends_at, days=days
    )


def _tell(warning: ConsentWarning, *, now: datetime) -> None:
    """Mail who linked the bank, in their language. It names the bank and the day, and nobody's data."""
    user = warning.connection.powens_user.user
    if not user.email:
        return
    with translation.override(user.mail_language):
        subject, message = _letter(warning)
    try:
        send_mail(subject=subject, message=message, from_email=None, recipient_list=[user.email])
    except (OSError, smtplib.SMTPException) as error:
        # The address is not logged: an error of a mail server may quote it.
        logger.warning("Consent warning %s was not mailed: %s", warning.pk, type(error).__name__)
        return
    warning.mailed_at = warning.updated_at = now
    warning.save(update_fields=["mailed_at", "updated_at"])


def _letter(warning: ConsentWarning) -> tuple[str, str]:
    """Return the subject and the text in the language that is in force."""
    day = format_date(warning.consent_ends_at, "long", locale=to_locale(translation.get_language()))
    named = {"bank": warning.connection.institution.name, "day": day}
    subject = gettext("Renew the consent for %(bank)s before %(day)s") % named
    message = gettext(
        "The bank's consent to show the accounts at %(bank)s ends on %(day)s. Until then it can be "
        "renewed without a gap: sign in, and choose Renew beside the bank.\n\n"
        "After that day the accounts keep their history and show no new figures until the bank is "
        "connected again.\n"
    )
    return subject, message % named
