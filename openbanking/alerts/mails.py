"""Alerts as a mail: all that is due to one person, in their language, plain and as simple HTML."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, ngettext

from openbanking.alerts.outcomes import Outcome
from openbanking.alerts.pages import address_of_alerts, address_of_help
from openbanking.alerts.wording import detail_of, headline_of, rule_in_words
from openbanking.models import AlertDelivery, User

# What a mail server says about one mail or person; anything else it would say of the next mail too.
OF_THIS_MAIL = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    UnicodeError,
)


def send_mail(person: User, deliveries: Sequence[AlertDelivery]) -> Outcome:
    """Mail a person all that is due, in one mail."""
    if not person.email:
        return Outcome(succeeded=False, text="The person has no mail address.", final=True)
    if not settings.MAILS_ARE_SENT:
        text = "No mail server is set: EMAIL_URL is empty."
        return Outcome(succeeded=False, text=text, way_is_closed=True)
    try:
        mail_of(person, deliveries).send()
    except OF_THIS_MAIL as error:
        # Only the kind of error is kept: what a mail server says may quote the address.
        return Outcome(succeeded=False, text=f"The mail was refused ({type(error).__name__}).")
    except (OSError, smtplib.SMTPException) as error:
        text = f"The mail server was not reached ({type(error).__name__})."
        return Outcome(succeeded=False, text=text, way_is_closed=True)
    return Outcome(succeeded=True, text="The mail server took it.")


def mail_of(person: User, deliveries: Sequence[AlertDelivery]) -> EmailMultiAlternatives:
    """Return the mail about these alerts. Its subject holds no amount and no name of an account."""
    with translation.override(person.mail_language):
        items = [_item(person, delivery) for delivery in deliveries]
        context = {"items": items, "manage": _manage(deliveries)}
        mail = EmailMultiAlternatives(
            subject=_subject(items),
            body=render_to_string("openbanking/alerts/mail.txt", context),
            to=[person.email],
        )
        mail.attach_alternative(render_to_string("openbanking/alerts/mail.html", context), "text/html")
    return mail


def _subject(items: Sequence[dict[str, Any]]) -> str:
    if len(items) == 1:
        subject = items[0]["headline"]
    else:
        subject = ngettext("%(count)s alert", "%(count)s alerts", len(items)) % {"count": len(items)}
    if all(item["test"] for item in items):
        subject = gettext("Test: %(subject)s") % {"subject": subject}
    # What a bank is called is not ours: a line break in it would make a header of its own.
    return " ".join(str(subject).split())


def _item(person: User, delivery: AlertDelivery) -> dict[str, Any]:
    alert = delivery.alert
    return {
        "headline": headline_of(alert) if not alert.test else gettext("This is a test"),
        "detail": detail_of(alert) if not alert.test else gettext("Alerts of this rule arrive here."),
        "family": alert.tenant.name,
        "rule": rule_in_words(alert.rule),
        "link": address_of_help(alert, person),
        "test": alert.test,
        "over": bool(alert.resolved_at and alert.resolved_at > alert.raised_at),
    }


def _manage(deliveries: Sequence[AlertDelivery]) -> str:
    """Return where the rules are changed."""
    return address_of_alerts(deliveries[0].alert.tenant.slug)
