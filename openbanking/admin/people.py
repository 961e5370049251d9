"""Tenants, people and the tokens of automations."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from openbanking.admin.formatting import age
from openbanking.admin.index.chart import assets
from openbanking.admin.sync_now import sync_tenant
from openbanking.models import ApiToken, Membership, Tenant, User

admin.site.unregister(Group)


class MembershipInline(TabularInline[Membership, Any]):
    model = Membership
    fields = ["user", "tenant", "role"]
    autocomplete_fields = ["user", "tenant"]
    extra = 0


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):  # type: ignore[type-arg]
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "first_name", "last_name", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["username", "first_name", "last_name", "email"]
    filter_horizontal = ["user_permissions"]
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email", "language"]}),
        (
            "Rights",
            {"fields": ["is_active", "is_staff", "is_superuser", "user_permissions"]},
        ),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]

    def get_inlines(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Offer memberships once the person exists."""
        return super().get_inlines(request, obj) if obj else []


@admin.register(Tenant)
class TenantAdmin(ModelAdmin[Tenant]):
    list_display = ["name", "slug", "created_at"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug"]
    inlines = [MembershipInline]
    actions = ["sync_now"]
    custom_urls = (("assets/", "openbanking_assets", assets),)

    @admin.action(description="Sync now", permissions=["change"])
    def sync_now(self, request: HttpRequest, tenants: QuerySet[Tenant]) -> None:
        """Run the operation `openbanking.accounts.sync` for each connection of the chosen tenants."""
        for tenant in tenants:
            sync_tenant(self, request, tenant)


@admin.register(ApiToken)
class ApiTokenAdmin(ModelAdmin[ApiToken]):
    list_display = ["hint", "user", "state", "expires_at", "last_used", "created_at"]
    list_filter = ["revoked_at"]
    search_fields = ["hint", "user__username"]
    list_select_related = ["user"]
    readonly_fields = ["hint", "user", "tenants", "operations", "last_used_at", "created_at"]
    fields = [*readonly_fields, "expires_at", "revoked_at"]
    actions = ["revoke"]

    def has_add_permission(self, request: HttpRequest) -> bool:
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

    @admin.action(description="Revoke", permissions=["change"])
    def revoke(self, request: HttpRequest, tokens: QuerySet[ApiToken]) -> None:
        """Switch the chosen tokens off at once."""
        now = timezone.now()
        count = tokens.filter(revoked_at__isnull=True).update(revoked_at=now, updated_at=now)
        self.message_user(request, f"{count} tokens open nothing any more.", messages.SUCCESS)
