"""What staff choose of a new token: whose, what it opens, and for how long."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminIntegerFieldWidget

from contracts import Kind
from openbanking.access.groups import groups, keys_of
from openbanking.access.narrowing import BY_ACCOUNT
from openbanking.access.tokens import accounts_for_tokens, usual_days
from openbanking.models import ApiToken, Tenant, User

LONGEST = 3650  # days


class NewTokenForm(forms.ModelForm[ApiToken]):
    """Insists that a token opens no more than its person may, nor gives its maker what they may not."""

    groups = forms.MultipleChoiceField(
        label="What it may do",
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="None ticked: all that the person may. Of accounts: all that is about accounts.",
    )
    days = forms.IntegerField(
        label="Good for so many days",
        min_value=0,
        max_value=LONGEST,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text="0: until it is revoked.",
    )

    class Meta:
        model = ApiToken
        fields = ["user", "name", "tenants", "accounts"]

    # Set by the admin: who makes the token.
    maker: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["user"].help_text = "Whose rights it carries. They are told by mail."
        self.fields["tenants"].help_text = "None: all of the person's, also those to come."
        self.fields["accounts"].help_text = "None: all. Otherwise it reads no other, and no sums."
        self.fields["days"].initial = usual_days()
        self.fields["groups"].choices = [  # type: ignore[attr-defined]
            (name, f"{each.label}: {'read' if each.kind is Kind.QUERY else 'change'}")
            for name, each in groups().items()
        ]

    @property
    def operations(self) -> set[str]:
        """Return the operations that were chosen, none for all."""
        return keys_of(self.cleaned_data["groups"])

    def clean_user(self) -> User:
        """Take members, and whoever makes it: a token of somebody on the staff gives their rights."""
        user: User = self.cleaned_data["user"]
        if user.is_staff and user != self.maker and not self.maker.is_superuser:
            raise forms.ValidationError("People on the staff make their own tokens.")
        return user

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        user = given.get("user")
        if user is None:
            return given
        tenants, accounts = given.get("tenants") or [], given.get("accounts") or []
        theirs = set(Tenant.objects.visible_to(user))
        if not theirs.issuperset(tenants):
            self.add_error("tenants", "The person belongs to no such family.")
        open_ones = accounts_for_tokens(user)
        if tenants:
            open_ones = open_ones.filter(tenant__in=tenants)
        if not set(open_ones).issuperset(accounts):
            self.add_error("accounts", "These are not all accounts of the person's families.")
        if accounts and given.get("groups") and not BY_ACCOUNT & keys_of(given["groups"]):
            self.add_error("groups", "None of this can be done for some accounts alone.")
        return given
