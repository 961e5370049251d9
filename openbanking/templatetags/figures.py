"""Amounts, days and ages in templates, in the language of whoever reads.

    {% load figures %}
    {% amount account.balance account.currency %}   {% amount change "EUR" signed=True %}
    {{ account.opened_on|day }}   {{ run.started_at|moment }}   {{ account.last_synced_at|age:now }}

Amounts can be hidden: whatever is written by `amount` is, in private mode.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from openbanking.balances.formatting import (
    age_text,
    amount_text,
    day_text,
    locale_of_page,
    moment_text,
)

register = template.Library()


@register.simple_tag
def amount(value: Decimal | None, currency: str, *, signed: bool = False) -> SafeString:
    """Write an amount with its currency; with `signed`, also the plus sign of what was gained."""
    if value is None:
        return format_html('<span class="unknown">{}</span>', gettext("unknown"))
    return format_html(
        '<span class="amount{}" data-amount><span class="digits">{}</span>\N{NO-BREAK SPACE}'
        '<span class="code">{}</span></span>',
        " negative" if value < 0 else "",
        amount_text(value, currency, locale_of_page(), signed=signed),
        currency,
    )


@register.filter
def day(value: date | None) -> str:
    """Write a day; nothing where there is none."""
    return "" if value is None else day_text(value, locale_of_page())


@register.filter
def moment(value: datetime | None) -> str:
    """Write a day and the time of it, in UTC; nothing where there is none."""
    return "" if value is None else moment_text(value, locale_of_page())


@register.filter
def age(value: datetime | None, now: datetime) -> str:
    """Write how long ago it was."""
    return age_text(value, now)


@register.filter
def grouped(number: str) -> str:
    """Write an IBAN in groups of four, as on paper."""
    bare = "".join(number.split())
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))
