"""Links that staff send to members, and the trips to the webview that came of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import display

from openbanking.admin.formatting import NOTHING
from openbanking.admin.readonly import MirrorAdmin, StaffAdmin
from openbanking.models import Connection, Flow, Invitation, Membership, WebviewSession

INVITATION_LIFE = timedelta(days=7)


def invite_to_reconnect(connection: Connection, *, by: Any, now: datetime) -> Invitation:
    """Make the link by which the member who connected a bank reconnects it."""
    return Invitation.objects.create(
        tenant=connection.tenant,
        user=connection.powens_user.user,
        flow=Flow.RECONNECT,
        connection=connection,
        made_by=by,
        expires_at=now + INVITATION_LIFE,
    )


class InvitationForm(forms.ModelForm[Invitation]):
    """Insists that the member, the tenant and the bank belong together."""

    class Meta:
        model = Invitation
        fields = ["tenant", "user", "flow", "connection"]

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        tenant, user, connection = (given.get(name) for name in ("tenant", "user", "connection"))
        if tenant and user and not Membership.objects.filter(tenant=tenant, user=user).exists():
            self.add_error("user", "This person is not a member of the family.")
        if given.get("flow") == Flow.RECONNECT and connection is None:
            self.add_error("connection", "Say which bank to reconnect.")
        if connection is not None:
            self._check_connection(connection, tenant, user)

    def _check_connection(self, connection: Connection, tenant: Any, user: Any) -> None:
        if connection.tenant != tenant or connection.powens_user.user != user:
            self.add_error("connection", "This bank was connected by somebody else.")
        elif connection.vanished_at:
            self.add_error("connection", "This connection is gone; ask for a new one instead.")


@admin.register(Invitation)
class InvitationAdmin(StaffAdmin[Invitation]):
    tenant_path = "tenant"
    form = InvitationForm
    list_display = ["created_at", "tenant", "user", "flow", "connection", "state", "expires_at"]
    list_filter = ["flow", "tenant"]
    list_select_related = ["tenant", "user", "connection__institution"]
    search_fields = ["tenant__name", "user__username"]
    autocomplete_fields = ["tenant", "user", "connection"]
    shown = ["tenant", "user", "flow", "connection", "address", "state", "expires_at", "made_by"]

    def get_fields(self, request: HttpRequest, obj: Invitation | None = None) -> Any:
        return self.shown if obj else ["tenant", "user", "flow", "connection"]

    def get_readonly_fields(self, request: HttpRequest, obj: Invitation | None = None) -> Any:
        return self.shown if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: one that was sent is not altered, a new one is made."""
        return False

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        obj.made_by = request.user  # type: ignore[assignment]
        obj.expires_at = timezone.now() + INVITATION_LIFE
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Invitation, *args: Any, **kwargs: Any) -> Any:
        address = request.build_absolute_uri(reverse("webview-invitation", args=[obj.pk]))
        self.message_user(request, f"Send this address to the member: {address}")
        return super().response_add(request, obj, *args, **kwargs)

    @admin.display(description="Address to send")
    def address(self, invitation: Invitation) -> str:
        return reverse("webview-invitation", args=[invitation.pk])

    @display(description="State", label={"open": "success", "used": "info", "over": "warning"})
    def state(self, invitation: Invitation) -> str:
        if invitation.used_at:
            return "used"
        return "open" if invitation.expires_at > timezone.now() else "over"


@admin.register(WebviewSession)
class WebviewVisitAdmin(MirrorAdmin[WebviewSession]):
    tenant_path = "tenant"
    list_display = ["created_at", "tenant", "user", "flow", "bank", "outcome", "error", "returned_at"]
    list_filter = ["outcome", "flow", "tenant"]
    list_select_related = ["tenant", "user", "connection__institution"]
    search_fields = ["tenant__name", "user__username"]
    fields = readonly_fields = [*list_display, "powens_user", "expires_at"]
    kept_back = {"state_digest"}

    @admin.display(description="Bank")
    def bank(self, session: WebviewSession) -> str:
        return session.connection.institution.name if session.connection else NOTHING
