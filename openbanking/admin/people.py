"""Tenants with their members."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from unfold.decorators import action

from openbanking.admin.acts import Acting
from openbanking.admin.acts.syncs import SYNC_FAMILY
from openbanking.admin.index.chart import assets
from openbanking.admin.index.totals import totals
from openbanking.admin.onboarding import OnboardingPages
from openbanking.admin.power import GivesPower
from openbanking.admin.readonly import MirrorInline, StaffInline
from openbanking.admin.stories import Told
from openbanking.admin.stories.family import story_of as family_story
from openbanking.models import Invitation, Membership, Tenant


class MembershipInline(StaffInline[Membership]):
    tenant_path = "tenant"
    model = Membership
    fields = ["user", "tenant", "role"]
    autocomplete_fields = ["user", "tenant"]
    extra = 0
    tab = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "tenant")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Name each choice for those who hear the page: the header of a column is no label."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs["aria-label"] = str(field.label)
        return field


class InvitationInline(MirrorInline[Invitation]):
    tenant_path = "tenant"
    model = Invitation
    fields = readonly_fields = ["user", "flow", "connection", "made_by", "expires_at", "used_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        rows = super().get_queryset(request)
        return rows.select_related("tenant", "user", "made_by", "connection__institution")


@admin.register(Tenant)
class TenantAdmin(GivesPower, Acting, Told, OnboardingPages):
    change_form_outer_before_template = "admin/stories/family.html"
    tenant_path = "pk"
    list_display = ["name", "slug", "created_at"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug"]
    inlines = [MembershipInline, InvitationInline]
    acts = (SYNC_FAMILY,)
    actions_detail = ["come_on_board"]
    custom_urls = (
        ("assets/", "openbanking_assets", assets),
        ("totals/", "openbanking_totals", totals),
    )

    @action(description="Coming on board", permissions=["view"], url_path="on-board", icon="checklist")
    def come_on_board(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lead to the path of a family, wherever it is on it."""
        if self.get_object(request, object_id) is None:
            raise Http404("There is no such family.")
        return redirect("admin:family-onboarding", pk=object_id)

    def get_inlines(self, request: HttpRequest, obj: Tenant | None = None) -> Any:
        """Offer members at once, and show invitations once there is a family to be invited to."""
        return super().get_inlines(request, obj) if obj else [MembershipInline]

    def story_of(self, request: HttpRequest, tenant: Tenant) -> dict[str, Any]:
        return family_story(request, tenant, now=timezone.now())
