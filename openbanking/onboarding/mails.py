"""What a member is sent: how to sign in for the first time, or the way to a bank."""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from openbanking.models import Tenant, User

logger = logging.getLogger(__name__)


def may_be_mailed(user: User) -> bool:
    """Tell whether mails are sent, and where to."""
    return bool(settings.MAILS_ARE_SENT and user.email)


def mail_password_link(user: User, tenant: Tenant, address: str) -> bool:
    """Mail a newcomer the link to set a password, in their language; False where it was not taken."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = gettext("Your access to Family banking")
        context = {"user": user, "tenant": tenant, "address": address}
        body = render_to_string("openbanking/onboarding/password_mail.txt", context)
    return _sent(user, subject, body)


def mail_bank_link(user: User, tenant: Tenant, address: str) -> bool:
    """Mail a member the link to connect a bank, in their language; False where it was not taken."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = gettext("Connect your bank")
        context = {"user": user, "tenant": tenant, "address": address}
        body = render_to_string("openbanking/onboarding/bank_mail.txt", context)
    return _sent(user, subject, body)


def _sent(user: User, subject: str, body: str) -> bool:
    try:
        return bool(EmailMessage(subject=str(subject), body=body, to=[user.email]).send())
    except (OSError, smtplib.SMTPException) as error:
        # Only the kind of error: what a mail server says may quote the address.
        logger.warning("An invitation was not mailed: %s", type(error).__name__)
        return False
