"""Tenants with their members, and the tokens of automations."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from unfold.decorators import action, display

from openbanking.access.staff import is_limited
from openbanking.admin.acts import Acting
from openbanking.admin.acts.syncs import SYNC_FAMILY
from openbanking.admin.acts.tokens import REVOKE
from openbanking.admin.formatting import age
from openbanking.admin.index.chart import assets
from openbanking.admin.onboarding import OnboardingPages
from openbanking.admin.power import GivesPower
from openbanking.admin.readonly import MirrorInline, StaffAdmin, StaffInline
from openbanking.admin.stories import Told
from openbanking.admin.stories.family import story_of as family_story
from openbanking.models import ApiToken, Invitation, Membership, Tenant


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
    custom_urls = (("assets/", "openbanking_assets", assets),)

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


@admin.register(ApiToken)
class ApiTokenAdmin(GivesPower, Acting, StaffAdmin[ApiToken]):
    """Shown to somebody who is limited where it opens nothing beyond their families."""

    tenant_path = "user__memberships__tenant"
    list_display = ["hint", "user", "state", "expires_at", "last_used", "created_at"]
    list_filter = ["revoked_at"]
    search_fields = ["hint", "user__username"]
    list_select_related = ["user"]
    readonly_fields = [
        *("hint", "user", "tenants", "operations", "last_used_at", "created_at", "revoked_at"),
    ]
    fields = [*readonly_fields, "expires_at"]
    acts = (REVOKE,)

    def narrow(self, request: HttpRequest, rows: QuerySet[ApiToken]) -> QuerySet[ApiToken]:
        rows = super().narrow(request, rows)
        if not is_limited(request.user):
            return rows
        others = Tenant.objects.exclude(pk__in=Tenant.objects.worked_for_by(request.user))
        named = ApiToken.tenants.through.objects.filter(apitoken=OuterRef("pk"), tenant__in=others)
        theirs = Membership.objects.filter(user=OuterRef("user"), tenant__in=others)
        return rows.exclude(Exists(named)).exclude(Exists(theirs))

    def named(self, token: ApiToken) -> str:
        return f"{token} of {token.user}"

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Refuse: a token is shown once, by the command create_api_token."""
        return False

    @display(description="State", label={"works": "success", "opens nothing": "danger"})
    def state(self, token: ApiToken) -> str:
        now = timezone.now()
        over = token.revoked_at or (token.expires_at and token.expires_at <= now)
        return "opens nothing" if over else "works"

    @admin.display(description="Last use", ordering="last_used_at")
    def last_used(self, token: ApiToken) -> str:
        return age(token.last_used_at)
