"""What forms of members' pages have in common: amounts as people write them, and refusals in place."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, Inexact
from typing import Any
from uuid import UUID

from babel.numbers import NumberFormatError, parse_decimal
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from contracts import problems, wire_name
from openbanking.balances.formatting import MINUS, locale_of_page, quantity_text
from openbanking.fields import exactly
from openbanking.models import Account


class AmountField(forms.Field):
    """An amount, written as the language of the page does, with or without spaces between thousands.

    "1.500" is one thousand five hundred in German, and refused in French. Every digit is kept.
    """

    widget = forms.TextInput({"inputmode": "text", "autocomplete": "off", "class": "figure"})
    default_error_messages = {"invalid": gettext_lazy("Give an amount in digits.")}

    def to_python(self, value: Any) -> Decimal | None:
        """Return the amount; raises ValidationError for what is none."""
        bare = "".join(str(value or "").split()).replace(MINUS, "-")
        if not bare:
            return None
        try:
            # It writes what it read anew, and compares.
            with exactly():
                amount = parse_decimal(bare, locale_of_page(), strict=True)
        except (NumberFormatError, Inexact):
            amount = None
        if amount is None or not amount.is_finite():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Return an amount as it is typed."""
        return quantity_text(value, locale_of_page()) if isinstance(value, Decimal) else value


def show_refusal(
    form: forms.Form, problem: problems.Problem, places: Mapping[str, str] | None = None
) -> None:
    """Put what an operation refuses beside the fields that it is about.

    `places` names the fields of inputs that are called otherwise; what has no field is said above all.
    """
    named = {wire_name(name): name for name in form.fields} | dict(places or {})
    for issue in problem.issues:
        name = named.get(issue.path)
        form.add_error(name if name in form.fields else None, gettext(issue.message))
    if not problem.issues:
        form.add_error(None, gettext(problem.detail))


def usual_currency(tenant: UUID) -> str:
    """Return the currency of most accounts: what somebody means who says none."""
    codes = list(Account.objects.live().filter(tenant=tenant).values_list("currency", flat=True))
    return max(sorted(set(codes)), key=codes.count, default="EUR")
