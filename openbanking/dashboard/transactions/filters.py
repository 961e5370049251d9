"""What is searched for: the form, what the operation is asked, and the address that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from openbanking.dashboard.transactions.ranges import named_ranges
from openbanking.networth.days import end_of
from openbanking.operations.transactions.filters import LONGEST_TEXT, SHORTEST_TEXT

MONEY_OUT, MONEY_IN = "debit", "credit"
# As wide as amounts are taken over the contract.
DIGITS, PLACES = 38, 18


class FilterForm(forms.Form):
    """Every filter is optional; a blank one narrows nothing."""

    text = forms.CharField(
        required=False,
        min_length=SHORTEST_TEXT,
        max_length=LONGEST_TEXT,
        label=gettext_lazy("Search"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    since = forms.DateField(required=False, label=gettext_lazy("From"))
    until = forms.DateField(required=False, label=gettext_lazy("To"))
    direction = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Direction"),
        choices=[
            ("", gettext_lazy("In and out")),
            (MONEY_IN, gettext_lazy("Money in")),
            (MONEY_OUT, gettext_lazy("Money out")),
        ],
    )
    account = forms.ChoiceField(required=False, label=gettext_lazy("Account"))
    least = forms.DecimalField(
        required=False, max_digits=DIGITS, decimal_places=PLACES, label=gettext_lazy("At least")
    )
    most = forms.DecimalField(
        required=False, max_digits=DIGITS, decimal_places=PLACES, label=gettext_lazy("At most")
    )
    category = forms.CharField(required=False, max_length=100, label=gettext_lazy("Category"))
    status = forms.ChoiceField(
        required=False,
        label=gettext_lazy("State"),
        choices=[
            ("", gettext_lazy("Any state")),
            ("booked", gettext_lazy("Booked")),
            ("pending", gettext_lazy("Pending")),
        ],
    )

    def __init__(self, *args: Any, accounts: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = [("", gettext_lazy("All accounts")), *accounts]
        self.fields["account"].choices = choices  # type: ignore[attr-defined]
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for name in ("least", "most"):
            self.fields[name].widget = forms.NumberInput(
                attrs={"step": "any", "inputmode": "decimal", "placeholder": "0.00"}
            )
        self.fields["category"].widget.attrs["list"] = "categories"
        for name, field in self.fields.items():
            if self.is_bound and name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"error-{name}"}

    def clean(self) -> dict[str, Any]:
        """Refuse spans whose ends are swapped."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if _swapped(cleaned.get("since"), cleaned.get("until")):
            self.add_error("until", gettext_lazy("Lies before the first day."))
        if _swapped(cleaned.get("least"), cleaned.get("most")):
            self.add_error("most", gettext_lazy("Is less than the least amount."))
        return cleaned


@dataclass(frozen=True, slots=True)
class RangeLink:
    """A span by its name, as a link that keeps the other filters."""

    label: Any
    query: str
    chosen: bool


class Filters:
    """The filters of an address, those that are valid.

    `accounts` are those to choose from; a page of one account has that instead.
    """

    def __init__(
        self,
        asked: QueryDict,
        *,
        accounts: Sequence[tuple[str, str]] = (),
        account: UUID | None = None,
    ) -> None:
        self.form = FilterForm(asked, accounts=accounts)
        self.account = account
        if account is not None:
            del self.form.fields["account"]
        self.are_valid = self.form.is_valid()
        self.chosen: dict[str, Any] = {
            name: self.form.cleaned_data[name]
            for name in self.form.fields
            if self.form.cleaned_data.get(name) not in (None, "")
        }
        # A browser sends blank fields of a form, too.
        self.has_blanks = any(value == "" for value in asked.values())
        # How many are chosen of those that are not at hand from the first.
        self.more = len(self.chosen.keys() - {"text", "since", "until"})

    @property
    def query(self) -> str:
        """Return the filters as an address carries them, without blanks."""
        return self.query_with()

    def query_with(self, **changes: object) -> str:
        """Return the same with some filters changed, those that are None left out."""
        merged = {**self.chosen, **changes}
        return urlencode({name: str(value) for name, value in merged.items() if value is not None})

    @property
    def asked(self) -> dict[str, Any]:
        """Return what the operation is asked, by its Python names; None for what is left out."""
        chosen = self.chosen
        least, most = _signed(chosen.get("direction"), chosen.get("least"), chosen.get("most"))
        since, until = chosen.get("since"), chosen.get("until")
        account = self.account or chosen.get("account")
        return {
            "text": chosen.get("text"),
            "from_": None if since is None else datetime.combine(since, time.min, UTC),
            "to": None if until is None else end_of(until),
            "direction": chosen.get("direction"),
            "account_ids": None if account is None else [str(account)],
            "minimum_amount": least,
            "maximum_amount": most,
            "category": chosen.get("category"),
            "status": chosen.get("status"),
        }

    def ranges(self, today: date) -> list[RangeLink]:
        """Return the named spans as links."""
        span = self.chosen.get("since"), self.chosen.get("until")
        return [
            RangeLink(
                each.label,
                self.query_with(since=each.since, until=each.until),
                chosen=span == (each.since, each.until),
            )
            for each in named_ranges(today)
        ]


def _signed(
    direction: str | None, least: Decimal | None, most: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """Return the bounds of signed amounts: of money out people give them without its sign."""
    if direction != MONEY_OUT:
        return least, most
    return (
        None if most is None else most.copy_abs().copy_negate(),
        None if least is None else least.copy_abs().copy_negate(),
    )


def _swapped(first: Any, last: Any) -> bool:
    return first is not None and last is not None and first > last
