"""Figures, days and ages in words, and as pictures need them, the same on every page and screen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import get_currency_precision, get_decimal_symbol, get_group_symbol
from django.conf import settings
from django.utils.translation import get_language, gettext, ngettext, to_locale

from openbanking.fields import plain, rounded

MINUS = "\N{MINUS SIGN}"
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
# English, but for the comma between thousands, which half of the readers take for a decimal sign.
ENGLISH = Locale("en", "GB")


def locale_of_page() -> Locale:
    """Return how the language that a page is being written in writes figures and days."""
    return Locale.parse(to_locale(get_language() or settings.LANGUAGE_CODE))


def amount_text(
    amount: Decimal, currency: str, locale: Locale = ENGLISH, *, signed: bool = False
) -> str:
    """Return an amount with all its digits, thousands set apart, and a real minus sign.

    It has the decimals of its currency at the least: three for KWD, none for JPY, two for a code that
    is unknown. Decimals beyond that are never cut. With `signed`, what is above zero has a plus sign.
    """
    return _figure_text(amount, locale, decimals=get_currency_precision(currency), signed=signed)


def quantity_text(quantity: Decimal, locale: Locale = ENGLISH) -> str:
    """Return a quantity with all its digits, written as amounts are."""
    return _figure_text(plain(quantity), locale)


def ratio_text(ratio: Decimal, locale: Locale = ENGLISH) -> str:
    """Return a ratio as per cent, to one decimal: 0.1734 is 17.3 %."""
    per_cent = rounded(Fraction(ratio) * 100, 1)
    return f"{_figure_text(per_cent, locale)}\N{NO-BREAK SPACE}%"


def drawn(amount: Decimal) -> float:
    """Return where a picture has an amount: it needs no more digits than a float has."""
    return float(str(amount))


def _figure_text(figure: Decimal, locale: Locale, *, decimals: int = 0, signed: bool = False) -> str:
    """Return a figure with so many decimals at the least."""
    whole, _, given = f"{figure.copy_abs():f}".partition(".")
    given = given.ljust(decimals, "0")
    grouped = f"{int(whole):,}".replace(",", group_symbol(locale))
    sign = MINUS if figure < 0 else "+" if signed and figure > 0 else ""
    return f"{sign}{grouped}{get_decimal_symbol(locale)}{given}" if given else f"{sign}{grouped}"


def group_symbol(locale: Locale) -> str:
    """Return what stands between thousands."""
    return THIN_SPACE if locale.language == "en" else get_group_symbol(locale)


def day_text(day: date, locale: Locale = ENGLISH) -> str:
    """Return a day as 26 Nov 2026 is written."""
    return format_date(day, "medium", locale=locale)


def moment_text(moment: datetime, locale: Locale = ENGLISH) -> str:
    """Return a day and the time of it, in UTC."""
    moment = moment.astimezone(UTC)
    day, time = format_date(moment, "medium", locale=locale), format_time(moment, "short", locale=locale)
    return f"{day}, {time} UTC"


def age_text(moment: datetime | None, now: datetime) -> str:
    """Return how long ago it was, in the largest fitting unit and the language of the page."""
    if moment is None:
        return gettext("never")
    seconds = max(int((now - moment).total_seconds()), 0)
    if count := seconds // 86400:
        return ngettext("%(count)d day ago", "%(count)d days ago", count) % {"count": count}
    if count := seconds // 3600:
        return ngettext("%(count)d hour ago", "%(count)d hours ago", count) % {"count": count}
    if count := seconds // 60:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", count) % {"count": count}
    return gettext("just now")
