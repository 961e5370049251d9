"""Connections with their condition in words, and the banks they lead to."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import display

from openbanking.access.staff import is_limited
from openbanking.admin.acts import Acting
from openbanking.admin.acts.banks import DISCONNECT, INVITE
from openbanking.admin.acts.syncs import SYNC_CONNECTION
from openbanking.admin.filters import ConditionFilter, ConsentFilter, MustActFilter, RelatedFilter
from openbanking.admin.formatting import CONDITION_COLOURS, NOTHING, age
from openbanking.admin.readonly import MirrorAdmin, MirrorInline
from openbanking.admin.stories import Told
from openbanking.admin.stories.connection import story_of as connection_story
from openbanking.health.states import Actor, condition_of
from openbanking.models import Connection, ConsentWarning, Institution, Tenant


class ConsentWarningInline(MirrorInline[ConsentWarning]):
    tenant_path = "connection__tenant"
    model = ConsentWarning
    fields = readonly_fields = ["consent_ends_at", "days", "created_at", "mailed_at"]
    verbose_name_plural = "Warnings of the end of its consent"
    show_change_link = False


@admin.register(Connection)
class ConnectionAdmin(Acting, Told, MirrorAdmin[Connection]):
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
    acts = (SYNC_CONNECTION, INVITE, DISCONNECT)
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
