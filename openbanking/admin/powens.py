"""The Powens users behind the connections, and applications that tenants bring; no secret is shown."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminURLInputWidget

from openbanking.admin.acts import Acting
from openbanking.admin.acts.banks import RENEW, UNLINK
from openbanking.admin.power import GivesPower
from openbanking.admin.readonly import MirrorAdmin, StaffAdmin
from openbanking.models import PowensApplication, PowensUser


@admin.register(PowensUser)
class PowensUserAdmin(Acting, MirrorAdmin[PowensUser]):
    """Linked by its member in the webview, or with link_powens_user; no token is ever shown."""

    tenant_path = "tenant"
    list_display = ["external_id", "tenant", "user", "application", "token_state"]
    list_filter = ["tenant"]
    search_fields = ["external_id", "tenant__name", "user__username"]
    list_select_related = ["tenant", "user", "application__tenant"]
    fields = [
        *("external_id", "tenant", "user", "application", "token_state", "rejected_at"),
        "unlinked_at",
        *("created_at", "updated_at"),
    ]
    readonly_fields = fields
    acts = (RENEW, UNLINK)

    @display(
        description="Token",
        label={
            "kept": "success",
            "refused by Powens": "danger",
            "missing": "warning",
            "unlinked": "info",
        },
    )
    def token_state(self, powens_user: PowensUser) -> str:
        if powens_user.unlinked_at:
            return "unlinked"
        if powens_user.rejected_at:
            return "refused by Powens"
        return "kept" if powens_user.token else "missing"


class PowensApplicationForm(forms.ModelForm[PowensApplication]):
    """Takes a new secret without ever showing the old one."""

    base_url = forms.URLField(
        assume_scheme="https",
        label="Base URL",
        widget=UnfoldAdminURLInputWidget,
        help_text="Like https://name.biapi.pro/2.0.",
    )
    new_client_secret = forms.CharField(
        required=False,
        strip=True,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text="Encrypted when saved and never shown again; leave empty to keep the present one. "
        "Another host or client id needs its own.",
    )

    class Meta:
        model = PowensApplication
        fields = ["tenant", "base_url", "client_id"]

    def clean_base_url(self) -> str:
        """Insist on HTTPS: tokens travel with every request."""
        address: str = self.cleaned_data["base_url"]
        if not address.startswith("https://"):
            raise forms.ValidationError("Use an https address.")
        return address

    def clean(self) -> None:
        """Keep the present secret, and tokens of users, from going where they were not given for."""
        super().clean()
        given = self.cleaned_data
        before = self.instance
        moved = "base_url" in given and _place(given["base_url"]) != _place(before.base_url)
        changed = moved or ("client_id" in given and given["client_id"] != before.client_id)
        if (changed or not before.client_secret) and not given.get("new_client_secret"):
            self.add_error("new_client_secret", "Give the secret of the application.")
        if moved and before.powens_users.exists():
            self.add_error("base_url", "Users of Powens belong to it: their tokens stay with this host.")

    def save(self, commit: bool = True) -> PowensApplication:
        if secret := self.cleaned_data.get("new_client_secret"):
            self.instance.client_secret = secret
        return super().save(commit)


def _place(address: str) -> tuple[str, str]:
    """Return scheme, and host with port: whom an address sends everything to."""
    parts = urlsplit(address.lower())
    return parts.scheme, parts.netloc


@admin.register(PowensApplication)
class PowensApplicationAdmin(GivesPower, StaffAdmin[PowensApplication]):
    tenant_path = "tenant"
    form = PowensApplicationForm
    list_display = ["tenant", "base_url", "client_id"]
    list_select_related = ["tenant"]
    search_fields = ["tenant__name", "base_url"]
    autocomplete_fields = ["tenant"]
    fields = ["tenant", "base_url", "client_id", "new_client_secret"]

    def takes_secrets(self, object_id: str | None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: PowensApplication | None = None) -> bool:
        """Refuse while Powens users belong to it."""
        used = obj is not None and obj.powens_users.exists()
        return not used and super().has_delete_permission(request, obj)
