"""Connections with their condition in words, and the banks they lead to."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import display
from unfold.enums import ActionVariant

from openbanking.access.staff import is_limited
from openbanking.admin.buttons import Buttons, button
from openbanking.admin.confirmation import confirm
from openbanking.admin.filters import ConditionFilter, ConsentFilter, MustActFilter, RelatedFilter
from openbanking.admin.formatting import CONDITION_COLOURS, NOTHING, age
from openbanking.admin.invitations import invite_to_reconnect
from openbanking.admin.readonly import MirrorAdmin, MirrorInline
from openbanking.admin.stories import Told
from openbanking.admin.stories.connection import story_of as connection_story
from openbanking.admin.sync_now import sync_connection
from openbanking.health.states import Actor, condition_of
from openbanking.linking.disconnection import DISCONNECTED, NotDisconnected, disconnect
from openbanking.models import Connection, ConsentWarning, Institution, Tenant


class ConsentWarningInline(MirrorInline[ConsentWarning]):
    tenant_path = "connection__tenant"
    model = ConsentWarning
    fields = readonly_fields = ["consent_ends_at", "days", "created_at", "mailed_at"]
    verbose_name_plural = "Warnings of the end of its consent"
    show_change_link = False


@admin.register(Connection)
class ConnectionAdmin(Buttons, Told, MirrorAdmin[Connection]):
    tenant_path = "tenant"
    change_form_outer_before_template = "admin/stories/connection.html"
    list_display = [
        "institution",
        "tenant",
        "condition",
        "must_act",
        "last_success",
        "next_try_at",
        "consent_ends_at",
        "accounts_count",
    ]
    list_filter = [
        *(ConditionFilter, MustActFilter, ConsentFilter),
        *(("tenant", RelatedFilter), ("institution", RelatedFilter)),
    ]
    search_fields = ["institution__name", "tenant__name", "tenant__slug", "external_id"]
    ordering = ["tenant__name", "institution__name"]
    fields = [
        "institution",
        "tenant",
        "powens_user",
        "external_id",
        "state",
        "active",
        "last_success_at",
        "next_try_at",
        "consent_ends_at",
        "last_read_at",
        "transactions_seen_to",
        "vanished_at",
    ]
    readonly_fields = fields
    actions = ["sync_now", "disconnect"]
    actions_detail = ["sync_this", "invite_member", "disconnect_this"]
    inlines = [ConsentWarningInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Connection]:
        return (
            super()
            .get_queryset(request)
            .select_related("institution", "tenant", "powens_user__tenant")
            .annotate(accounts_total=Count("accounts"))
        )

    @display(description="Condition", label=CONDITION_COLOURS)
    def condition(self, connection: Connection) -> str:
        return condition_of(connection).status.value

    @admin.display(description="Who must act")
    def must_act(self, connection: Connection) -> str:
        actor = condition_of(connection).who_must_act
        return NOTHING if actor is Actor.NOBODY else actor.value.capitalize()

    @admin.display(description="What to do")
    def what_to_do(self, connection: Connection) -> str:
        return condition_of(connection).message

    @admin.display(description="Last success", ordering="last_success_at")
    def last_success(self, connection: Connection) -> str:
        return age(connection.last_success_at)

    @admin.display(description="Accounts")
    def accounts_count(self, connection: Connection) -> int:
        return connection.accounts_total  # type: ignore[attr-defined]

    def story_of(self, request: HttpRequest, connection: Connection) -> dict[str, Any]:
        return connection_story(connection, now=timezone.now())

    def fits(self, name: str, connection: Connection) -> bool:
        return connection.vanished_at is None

    def has_invite_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether this person may send a member to the webview."""
        return request.user.has_perm("openbanking.add_invitation")

    def has_sync_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether this person may ask Powens; the rows themselves stay read-only."""
        return request.user.has_perm("openbanking.change_connection")

    @admin.action(description="Sync now", permissions=["sync"])
    def sync_now(self, request: HttpRequest, connections: QuerySet[Connection]) -> None:
        """Run the operation `openbanking.accounts.sync` for each chosen connection."""
        for connection in connections:
            sync_connection(self, request, connection)

    @admin.action(description="Disconnect at Powens", permissions=["sync"])
    def disconnect(self, request: HttpRequest, connections: QuerySet[Connection]) -> HttpResponse | None:
        """Make Powens forget the chosen connections, once it is confirmed."""
        question = confirm(
            self,
            request,
            connections,
            action="disconnect",
            title="Disconnect at Powens",
            question="Disconnect these banks at Powens?",
            button="Disconnect them",
            consequence=DISCONNECTED,
        )
        if question is None:
            self._disconnect(request, connections)
        return question

    def _disconnect(self, request: HttpRequest, connections: QuerySet[Connection]) -> None:
        here = connections.filter(vanished_at__isnull=True)
        for connection in here.select_related("powens_user__application"):
            try:
                disconnect(connection, now=timezone.now())
            except NotDisconnected as error:
                self.message_user(request, f"{connection}: {error}", messages.ERROR)
            else:
                self.log_change(request, connection, "Disconnected at Powens.")
                self.message_user(request, f"{connection} is disconnected.", messages.SUCCESS)

    def _invite(self, request: HttpRequest, connections: QuerySet[Connection]) -> None:
        for connection in connections.select_related("tenant", "powens_user__user"):
            invitation = invite_to_reconnect(connection, by=request.user, now=timezone.now())
            address = request.build_absolute_uri(reverse("webview-invitation", args=[invitation.pk]))
            member = connection.powens_user.user
            self.message_user(request, f"Send this address to {member}: {address}", messages.SUCCESS)

    sync_this = button(
        sync_now,
        name="sync_this",
        title="Sync now",
        question="Ask Powens to read this bank and take over what it has?",
        permission="sync",
        icon="sync",
    )
    invite_member = button(
        _invite,
        name="invite_member",
        title="Ask the member to reconnect",
        question="An address is made that works for this member only, once, for a week. Send it to "
        "them: it takes them to Powens' webview, where the bank is reconnected.",
        permission="invite",
        icon="forward_to_inbox",
    )
    disconnect_this = button(
        _disconnect,
        name="disconnect_this",
        title="Disconnect at Powens",
        question=DISCONNECTED,
        permission="sync",
        icon="link_off",
        variant=ActionVariant.DANGER,
    )


@admin.register(Institution)
class InstitutionAdmin(MirrorAdmin[Institution]):
    tenant_path = "connections__tenant"
    list_display = ["name", "code", "connections_count"]
    search_fields = ["name", "code"]
    fields = readonly_fields = ["name", "code", "created_at", "updated_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Institution]:
        theirs = Q(connections__tenant__in=Tenant.objects.worked_for_by(request.user))
        counted = Count("connections", filter=theirs if is_limited(request.user) else None)
        return super().get_queryset(request).annotate(connections_total=counted)

    @admin.display(description="Connections")
    def connections_count(self, institution: Institution) -> int:
        return institution.connections_total  # type: ignore[attr-defined]
