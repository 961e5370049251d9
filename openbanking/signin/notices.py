"""What people are told by mail of their sign-in: devices, tokens, second factors and rights."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop

from openbanking.access.addresses import address_of
from openbanking.jobs.after_response import after_response
from openbanking.models import User
from openbanking.signin.devices import device_of

logger = logging.getLogger(__name__)

NEW_DEVICE = gettext_noop("Somebody signed in to your account from a new device")
NEW_TOKEN = gettext_noop("A new API token carries your rights")
NEW_PROGRAM = gettext_noop("A program was given access in your name")
FORGOTTEN = gettext_noop("Your second factors were removed by the staff")
NEW_ROLE = gettext_noop("You were given more rights on the staff")

# Those of allauth, by the names of its templates.
OF_ALLAUTH: Mapping[str, str] = {
    "account/email/password_changed": gettext_noop("Your password was changed"),
    "account/email/password_reset": gettext_noop("Your password was set anew by a link in a mail"),
    "account/email/password_set": gettext_noop("A password was set for your account"),
    "mfa/email/totp_activated": gettext_noop("An authenticator app was added to your account"),
    "mfa/email/totp_deactivated": gettext_noop("The authenticator app was removed from your account"),
    "mfa/email/webauthn_added": gettext_noop("A passkey was added to your account"),
    "mfa/email/webauthn_removed": gettext_noop("A passkey was removed from your account"),
    "mfa/email/recovery_codes_generated": gettext_noop("New recovery codes were made for your account"),
    "socialaccount/email/account_connected": gettext_noop(
        "An identity provider can sign you in from now on"
    ),
    "socialaccount/email/account_disconnected": gettext_noop(
        "An identity provider can no longer sign you in"
    ),
}


def tell(person: User, what: str, *, request: HttpRequest | None = None) -> None:
    """Mail somebody what happened to their account, in their language, once the answer is sent.

    With a request it says from which device and address: of whoever did it.
    """
    if not (settings.MAILS_ARE_SENT and person.email):
        return
    with translation.override(person.mail_language):
        subject = gettext(what)
        context = {
            "what": subject,
            "at": timezone.now(),
            "device": device_of(request.headers.get("User-Agent", "")) if request else "",
            "address": address_of(request) if request else "",
            "link": f"{settings.SITE_URL.rstrip('/')}{reverse('mfa_index')}"
            if settings.SITE_URL
            else "",
        }
        body = render_to_string("openbanking/signin/notice.txt", context)
    post(EmailMessage(subject=subject, body=body, to=[person.email]))


def post(mail: EmailMessage) -> None:
    """Send a mail once the answer is sent."""
    after_response(lambda: _send(mail))


def _send(mail: EmailMessage) -> None:
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as error:
        # Only the kind of error: what a mail server says may quote the address.
        logger.error("A mail about an account was not sent (%s)", type(error).__name__)
