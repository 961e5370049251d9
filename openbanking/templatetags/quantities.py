"""Quantities and ratios in templates, in the language of whoever reads.

{% load quantities %}
{{ line.quantity|quantity }}   {{ line.gain_ratio|ratio }}
"""

from __future__ import annotations

from decimal import Decimal

from django import template

from openbanking.balances.formatting import locale_of_page, quantity_text, ratio_text

register = template.Library()


@register.filter
def quantity(value: Decimal | None) -> str:
    """Write how many units, with every digit; nothing where nobody knows."""
    return "" if value is None else quantity_text(value, locale_of_page())


@register.filter
def ratio(value: Decimal | None) -> str:
    """Write a ratio as per cent, to one decimal; nothing where nobody knows."""
    return "" if value is None else ratio_text(value, locale_of_page())
