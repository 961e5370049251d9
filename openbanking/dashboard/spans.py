"""The spans of time that charts are drawn over, by the word for each in an address."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

SPANS = {
    "1m": gettext_lazy("1 month"),
    "3m": gettext_lazy("3 months"),
    "1y": gettext_lazy("1 year"),
    "all": gettext_lazy("All"),
}
USUAL = "3m"


def span_of(asked: str | None) -> str:
    """Return the span that an address asks for, the usual one for any other word."""
    return asked if asked in SPANS else USUAL
