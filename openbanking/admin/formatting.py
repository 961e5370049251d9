"""How figures, ages and conditions look in the admin; never by colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from openbanking.balances.formatting import age_text, amount_text
from openbanking.health.states import Status
from openbanking.models import Account, SyncRun

NOTHING = "–"

# Unfold's label colours.
CONDITION_COLOURS = {
    Status.HEALTHY.value: "success",
    Status.DEGRADED.value: "warning",
    Status.ERROR.value: "danger",
    Status.DISCONNECTED.value: "info",
}
FRESHNESS_COLOURS = {"fresh": "success", "stale": "warning", "unknown": "info"}
RUN_COLOURS = {
    SyncRun.Status.OK.label: "success",
    SyncRun.Status.PARTIAL.label: "warning",
    SyncRun.Status.FAILED.label: "danger",
    SyncRun.Status.STOPPED.label: "warning",
    SyncRun.Status.DIED.label: "danger",
}


def money(
    amount: Decimal | None, currency: str, *, named: bool = True, to_the_right: bool = True
) -> SafeString | str:
    """Return an amount in full, aligned to the right of its column unless it stands alone.

    Without its name where a column beside it has the currency.
    """
    if amount is None:
        return right(NOTHING) if to_the_right else NOTHING
    text = amount_text(amount, currency)
    text = f"{text} {currency}" if named else text
    if to_the_right:
        return right(text)
    return format_html('<span class="tabular-nums whitespace-nowrap">{}</span>', text)


def right(text: object, *, title: str = "") -> SafeString:
    """Return a number, or the header of a column of numbers, aligned to the right, digit under digit."""
    return format_html(
        '<span class="block text-right tabular-nums whitespace-nowrap"{}>{}</span>',
        format_html(' title="{}"', title) if title else "",
        text,
    )


def link(href: str, text: object) -> SafeString:
    """Return a link in the colour of links."""
    return format_html(
        '<a class="font-medium text-primary-600 dark:text-primary-500" href="{}">{}</a>', href, text
    )


def label(text: str, colours: Mapping[str, str], *, title: str = "") -> SafeString:
    """Return a word as unfold's label, in the colour that these words have."""
    shown = {"text": text, "type": colours.get(text), "label_title": title}
    return render_to_string("unfold/helpers/label.html", shown)


def number(amount: Decimal | None) -> SafeString | str:
    """Return a quantity or a ratio in full, aligned to the right of its column."""
    return right(NOTHING if amount is None else f"{amount:f}")


def age(moment: datetime | None) -> SafeString | str:
    """Return how long ago something was, with the instant itself at hand."""
    if moment is None:
        return "never"
    return format_html(
        '<time class="whitespace-nowrap" datetime="{}" title="{} UTC">{}</time>',
        moment.isoformat(),
        f"{moment:%Y-%m-%d %H:%M}",
        age_text(moment, timezone.now()),
    )


def last_four(account: Account) -> str:
    """Return the end of an IBAN, which is all a list needs."""
    return end_of(account.iban)


def end_of(number: str) -> str:
    """Return the last four characters of a number."""
    return f"…\N{NO-BREAK SPACE}{number[-4:]}" if number else NOTHING
