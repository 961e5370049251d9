"""What administrators of a family type about what they keep by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext, gettext_lazy

from openbanking.dashboard.forms import AmountField
from openbanking.models import Kind
from openbanking.operations.manual.value import LONGEST_SOURCE

LONGEST_NAME = 255
CODE = 3


class DayField(forms.DateField):
    """A day that has come."""

    def __init__(self, *, today: date, **given: Any) -> None:
        widget = forms.DateInput({"type": "date", "max": today.isoformat()}, format="%Y-%m-%d")
        super().__init__(widget=widget, initial=today, **given)


class KeptForm(forms.Form):
    """A form whose title, hint and button say what it does."""

    title = ""
    hint = ""
    submit = gettext_lazy("Save")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.label_suffix = ""

    def given(self) -> dict[str, Any]:
        """Return what was typed, as inputs of the operation."""
        return {name: each for name, each in self.cleaned_data.items() if each not in ("", None)}


class ValueForm(KeptForm):
    """What it was worth, when, and who says so."""

    amount = AmountField(
        label=gettext_lazy("Amount"),
        help_text=gettext_lazy("What is owed is negative; what was sold is worth 0."),
    )

    def __init__(self, *args: Any, today: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["valued_on"] = DayField(label=gettext("On which day"), today=today)
        self.fields["source"] = forms.CharField(
            label=gettext("Who or what says so"),
            max_length=LONGEST_SOURCE,
            help_text=gettext("A notary, a statement, an estimate of your own."),
        )


class AboutForm(KeptForm):
    """What it is, and whose."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("As you call it: House by the lake, Loan to Paul."),
    )

    def __init__(
        self, *args: Any, members: Mapping[UUID, str], currency: str | None = "", **given: Any
    ) -> None:
        """With None as the currency, it stays as it is."""
        super().__init__(*args, **given)
        self.fields["kind"] = forms.ChoiceField(
            label=gettext("What it is"),
            choices=[("", gettext("Choose"))]
            + [(value, gettext(label)) for value, label in Kind.choices],
            help_text=gettext(
                "A house or a flat is property, a stake is securities, a painting is other, and a debt "
                "is a loan."
            ),
        )
        if currency is not None:
            self.fields["currency"] = forms.CharField(
                label=gettext("Currency"),
                initial=currency,
                min_length=CODE,
                max_length=CODE,
                widget=forms.TextInput({"list": "currencies", "autocapitalize": "characters"}),
                help_text=gettext("Its code of three letters, as EUR. It stays once there is a value."),
            )
        self.fields["owner"] = forms.ChoiceField(
            label=gettext("Whose it is"),
            choices=[("", gettext("All the family's"))]
            + [(str(member), name) for member, name in members.items()],
            required=False,
        )

    def clean_currency(self) -> str:
        """Return the code in capitals."""
        return str(self.cleaned_data["currency"]).upper()


class NewForm(AboutForm, ValueForm):
    """Something new with its first value."""

    ABOUT = ("name", "kind", "currency", "owner")
    ORDER = (*ABOUT, "amount", "valued_on", "source")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        # Those that were added one after the other, by the forms this one is made of.
        self.order_fields(self.ORDER)


class CloseForm(KeptForm):
    """From which day on it is worth nothing, and why."""

    submit = gettext_lazy("Close it")

    def __init__(self, *args: Any, today: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["closed_on"] = DayField(label=gettext("From which day on"), today=today)
        self.fields["source"] = forms.CharField(
            label=gettext("Why"),
            max_length=LONGEST_SOURCE,
            help_text=gettext("Sold, given away, paid back."),
        )
