"""What staff type about manual accounts, checked and answered with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseInlineFormSet
from django.utils import timezone

from openbanking.balances.formatting import amount_text
from openbanking.models import Account, Kind, ManualAccount, Membership, Tenant, User, Valuation

OWED = (Kind.LOANS, Kind.CARDS)


class ManualAccountForm(forms.ModelForm[ManualAccount]):
    """Insists that the family, the owner and the connected account belong together."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind := self.fields.get("kind"):
            # The first one would be taken for the answer.
            kind.choices = [("", "Select value"), *Kind.choices]  # type: ignore[attr-defined]

    def clean_currency(self) -> str:
        """Take a code however it is written."""
        return str(self.cleaned_data["currency"]).strip().upper()

    def clean(self) -> None:
        super().clean()
        tenant = self._given("tenant")
        owner, connected = self._given("owner"), self._given("continued_by")
        if isinstance(owner, User) and not Membership.objects.filter(tenant=tenant, user=owner).exists():
            self.add_error("owner", "This person is not a member of the family.")
        if isinstance(connected, Account):
            self._check_connected(connected, tenant)

    def _check_connected(self, connected: Account, tenant: Tenant | None) -> None:
        if connected.tenant != tenant:
            self.add_error("continued_by", "This account belongs to another family.")
        elif connected.currency != self._given("currency"):
            self.add_error("continued_by", f"This account is in {connected.currency}.")

    def _given(self, name: str) -> Any:
        """Return what was typed, or what stands and cannot be changed any more."""
        return self.cleaned_data.get(name) if name in self.fields else getattr(self.instance, name)


class NewValuationFormSet(BaseInlineFormSet[Valuation, ManualAccount, forms.ModelForm[Valuation]]):
    """New valuations of an account, each perhaps a correction of one that is there."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Let a valuation correct those of the same account that nothing has corrected."""
        super().add_fields(form, index)
        if corrects := form.fields.get("supersedes"):
            corrects.queryset = Valuation.objects.standing().filter(account=self.instance.pk)
            corrects.label_from_instance = self._label

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            if form.has_changed() and not form.errors:
                _check_day(form, form.cleaned_data["valued_on"], timezone.localdate())
                _check_sign(form, form.cleaned_data["amount"], self.instance.kind)

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:
        """Say it in the words of the page: nothing else of a valuation is unique."""
        return "Two rows correct the same valuation."

    def _label(self, valuation: Valuation) -> str:
        if valuation.amount is None:
            return f"{valuation.valued_on}: withdrawn"
        amount = amount_text(valuation.amount, self.instance.currency)
        return f"{valuation.valued_on}: {amount} {self.instance.currency}"


def _check_day(form: forms.ModelForm[Valuation], day: date, today: date) -> None:
    if day > today:
        form.add_error("valued_on", "Give a day that has come: what it will be worth is not known.")


def _check_sign(form: forms.ModelForm[Valuation], amount: Decimal | None, kind: str) -> None:
    if amount is not None and amount > 0 and kind in OWED:
        form.add_error("amount", "Give what is owed as a negative amount.")
