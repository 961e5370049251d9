"""What a member is sent: how to sign in for the first time, or the way to a bank."""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from openbanking.models import Tenant, User

logger = logging.getLogger(__name__)

PASSWORD_SUBJECT = gettext_lazy("Your access to Family banking")
BANK_SUBJECT = gettext_lazy("Connect your bank")


def may_be_mailed(user: User) -> bool:
    """Tell whether mails are sent, and where to."""
    return bool(settings.MAILS_ARE_SENT and user.email)


def mail_password_link(user: User, tenant: Tenant, address: str) -> bool:
    """Mail a newcomer the link to set a password, in their language; False where it was not taken."""
    return _mailed(user, tenant, address, PASSWORD_SUBJECT, "openbanking/onboarding/password_mail.txt")


def mail_bank_link(user: User, tenant: Tenant, address: str) -> bool:
    """Mail a member the link to connect a bank, in their language; False where it was not taken."""
    return _mailed(user, tenant, address, BANK_SUBJECT, "openbanking/onboarding/bank_mail.txt")


def _mailed(user: User, tenant: Tenant, address: str, subject: Promise, template: str) -> bool:
    with translation.override(user.mail_language):
        body = render_to_string(template, {"user": user, "tenant": tenant, "address": address})
        mail = EmailMessage(subject=str(subject), body=body, to=[user.email])
    try:
        return bool(mail.send())
    except (OSError, smtplib.SMTPException) as error:
        # Only the kind of error: what a mail server says may quote the address.
        logger.warning("An invitation was not mailed: %s", type(error).__name__)
        return False
