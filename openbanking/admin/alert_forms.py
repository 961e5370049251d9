"""What staff type about alerts, checked as it is for members."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from unfold.widgets import UnfoldAdminTextInputWidget

from openbanking.alerts.rules import complete, strangers
from openbanking.models import AlertEndpoint, AlertRule, User
from openbanking.outgoing.addresses import AddressRefused, check_address

# What a rule is about is fixed: what it raised would mean something else.
FIXED = ("tenant", "kind", "account", "account_kind", "currency")


class AlertRuleForm(forms.ModelForm[AlertRule]):
    """Insists on what its kind needs, and that all in it belongs to the family."""

    class Meta:
        model = AlertRule
        fields = [
            *FIXED,
            *("amount", "days", "recipients", "endpoint", "timing", "enabled"),
        ]
        # A field for numbers would let the browser reckon with it.
        widgets = {"amount": UnfoldAdminTextInputWidget}

    # Set by the admin: who makes the rule, where it is a new one.
    maker: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields.get("recipients")
        if people is not None and not self.instance._state.adding:
            tenant, owner = self.instance.tenant, self.instance.owner_id
            members = Q(memberships__tenant=tenant, is_active=True) | Q(pk=owner)
            people.queryset = User.objects.filter(members).distinct()  # type: ignore[attr-defined]

    def clean_currency(self) -> str:
        """Take a code however it is written."""
        return str(self.cleaned_data["currency"]).strip().upper()

    def clean(self) -> None:
        super().clean()
        if self.instance._state.adding:
            self.instance.owner = self.maker
        people, address = self.cleaned_data.get("recipients"), self.cleaned_data.get("endpoint")
        tenant = self.cleaned_data.get("tenant") or getattr(self.instance, "tenant", None)
        if not people and not address:
            self.add_error("recipients", "Say who is told: people by mail, or an address.")
        if people and tenant and strangers(tenant, self.instance.owner, people):
            self.add_error("recipients", "Only members of the family may be told, and whose rule it is.")

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            for name, text in complete(self.instance).items():
                self.add_error(name if name in self.fields else None, text)


class AlertEndpointForm(forms.ModelForm[AlertEndpoint]):
    """Insists on an address that may be posted to."""

    class Meta:
        model = AlertEndpoint
        fields = ["tenant", "url"]

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            check_address(url, local=settings.DEBUG)
        except AddressRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return url
