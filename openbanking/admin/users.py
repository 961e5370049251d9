"""The people who sign in, their roles, and the families somebody on the staff works for."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from openbanking.access.roles import Role
from openbanking.access.staff import is_limited
from openbanking.admin.acts import Acting
from openbanking.admin.acts.factors import FORGET
from openbanking.admin.people import MembershipInline
from openbanking.admin.power import GivesPower
from openbanking.admin.recording import Recorded
from openbanking.admin.scoping import ScopedPages
from openbanking.models import User
from openbanking.signin.confirmation import ask_before_secrets

admin.site.unregister(Group)
# What allauth keeps of a person is theirs to change, on their own pages.
for _model in list(admin.site._registry):
    if _model._meta.app_label in ("account", "mfa", "socialaccount", "usersessions"):
        admin.site.unregister(_model)

PERSON = ("Person", {"fields": ["first_name", "last_name", "email", "language"]})
DATES = ("Dates", {"fields": ["last_login", "date_joined"]})


@admin.register(User)
class UserAdmin(GivesPower, Acting, Recorded, ScopedPages, DjangoUserAdmin, ModelAdmin):  # type: ignore[type-arg]
    """Managed by those who see every family: a login may belong to several."""

    tenant_path = "memberships__tenant"
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "first_name", "last_name", "role", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["username", "first_name", "last_name", "email"]
    filter_horizontal = ["user_permissions"]
    autocomplete_fields = ["works_for"]
    inlines = [MembershipInline]
    acts = (FORGET,)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> Any:
        """Offer what may be done to a person to those who manage them."""
        user = self.get_object(request, str(object_id))
        may = user is not None and self.has_change_permission(request, user)
        return super().get_actions_detail(request, object_id) if may else []

    def takes_secrets(self, object_id: str | None) -> bool:
        """Tell of a new person, whose password is chosen."""
        return object_id is None

    def user_change_password(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Choose somebody's password, once it is known who does."""
        return ask_before_secrets(request) or super().user_change_password(request, *args, **kwargs)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def get_inlines(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Offer memberships once the person exists."""
        return super().get_inlines(request, obj) if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Leave out the digest of the password for those who only look, and fine rights for most."""
        if obj is None:
            return super().get_fieldsets(request, obj)
        changes = self.has_change_permission(request, obj)
        rights = ["is_active", "is_staff", "is_superuser", "groups"]
        if request.user.is_superuser:
            rights.append("user_permissions")
        staff = ["is_limited"] if is_limited(request.user) else ["is_limited", "works_for"]
        return [
            (None, {"fields": ["username", *(["password"] if changes else [])]}),
            PERSON,
            ("Rights", {"fields": rights}),
            ("Families on the staff's side", {"fields": staff}),
            DATES,
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Let superusers alone make others superusers."""
        return [] if request.user.is_superuser else ["is_superuser"]

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return not is_limited(request.user) and super().has_add_permission(request, *args)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self._may_manage(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self._may_manage(request, obj) and super().has_delete_permission(request, obj)

    def _may_manage(self, request: HttpRequest, user: User | None) -> bool:
        """Refuse those who are limited, and everybody but superusers where it is about a superuser."""
        above = user is not None and user.is_superuser and not request.user.is_superuser
        return not is_limited(request.user) and not above

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the roles one below the other; other groups of the database are kept out."""
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups" and field is not None:
            field.label, field.help_text = "Roles", "What they may do in the admin, if they are staff."
            field.queryset = Group.objects.filter(name__in=list(Role)).order_by("pk")
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            return self.formfield_for_manytomany(
                db_field, request, widget=UnfoldAdminCheckboxSelectMultipleWidget()
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @display(
        description="Role",
        label={"Superuser": "danger", "Administrator": "warning", "Operator": "info", "Viewer": "info"},
    )
    def role(self, user: User) -> str:
        """Return the widest role of somebody on the staff, of whom the admin is for."""
        if not user.is_staff:
            return "Member"
        if user.is_superuser:
            return "Superuser"
        held = {group.name for group in user.groups.all()}
        return next((role.value for role in reversed(Role) if role in held), "Staff without a role")
