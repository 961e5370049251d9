"""What staff type about manual accounts, checked and answered with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseInlineFormSet
from django.utils import timezone

from openbanking.balances.formatting import amount_text
from openbanking.manual.keeping import NO_MEMBER, faults_of_value, is_member
from openbanking.models import Account, Kind, ManualAccount, Tenant, User, Valuation


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
        if isinstance(owner, User) and not is_member(owner, tenant):
            self.add_error("owner", NO_MEMBER)
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
                self._check(form)

    def _check(self, form: forms.ModelForm[Valuation]) -> None:
        given = form.cleaned_data
        today = timezone.localdate()
        for column, advice in faults_of_value(
            self.instance.kind, given["amount"], given["valued_on"], today=today
        ):
            form.add_error(column, advice)

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:
        """Say it in the words of the page: nothing else of a valuation is unique."""
        return "Two rows correct the same valuation."

    def _label(self, valuation: Valuation) -> str:
        if valuation.amount is None:
            return f"{valuation.valued_on}: withdrawn"
        amount = amount_text(valuation.amount, self.instance.currency)
        return f"{valuation.valued_on}: {amount} {self.instance.currency}"
