"""How figures, ages and conditions look in the admin; never by colour alone."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

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
    SyncRun.Status.DIED.label: "danger",
}


def money(amount: Decimal | None, currency: str) -> SafeString | str:
    """Return an amount in full, aligned to the right of its column."""
    if amount is None:
        return NOTHING
    return format_html(
        '<span class="block text-right tabular-nums whitespace-nowrap">{} {}</span>',
        amount_text(amount, currency),
        currency,
    )


def number(amount: Decimal | None) -> SafeString | str:
    """Return a quantity or a ratio in full, aligned to the right of its column."""
    if amount is None:
        return NOTHING
    return format_html('<span class="block text-right tabular-nums">{}</span>', f"{amount:f}")


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
    return f"…\N{NO-BREAK SPACE}{account.iban_tail}" if account.iban_tail else NOTHING
