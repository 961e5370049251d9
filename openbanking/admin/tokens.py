"""Tokens of programs: made for somebody, shown once, read, and revoked."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from unfold.decorators import display

from contracts import Channel
from openbanking.access import audit
from openbanking.access.groups import in_words
from openbanking.access.staff import is_limited
from openbanking.access.tokens import expiry_in, make_token
from openbanking.admin.acts import Acting
from openbanking.admin.acts.tokens import REVOKE
from openbanking.admin.formatting import NOTHING, age
from openbanking.admin.power import GivesPower
from openbanking.admin.readonly import StaffAdmin
from openbanking.admin.token_forms import NewTokenForm
from openbanking.models import ApiToken, Membership, Tenant, User

SHOWN = [
    *("name", "hint", "user", "state", "may", "for_families", "for_accounts"),
    *("expires_at", "last_used_at", "last_used_from", "created_at", "revoked_at"),
]


@admin.register(ApiToken)
class ApiTokenAdmin(GivesPower, Acting, StaffAdmin[ApiToken]):
    """Shown to somebody who is limited where it opens nothing beyond their families."""

    tenant_path = "user__memberships__tenant"
    list_display = ["title", "user", "state", "expires_at", "last_used", "last_used_from", "created_at"]
    list_filter = ["revoked_at"]
    search_fields = ["name", "hint", "user__username"]
    list_select_related = ["user"]
    autocomplete_fields = ["user", "tenants", "accounts"]
    acts = (REVOKE,)
    kept_back = {"digest"}

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
        """Refuse those who are limited: what somebody's token opens may lie beyond their families."""
        return not is_limited(request.user) and super().has_add_permission(request, *args)

    def get_form(self, request: HttpRequest, obj: ApiToken | None = None, **kwargs: Any) -> Any:
        if obj is not None:
            return super().get_form(request, obj, **kwargs)
        form = super().get_form(request, obj, form=NewTokenForm, **kwargs)
        form.maker = request.user
        return form

    def get_fieldsets(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        if obj is not None:
            return [(None, {"fields": SHOWN})]
        return [
            (None, {"fields": ["user", "name", "days"]}),
            ("What it opens", {"fields": ["groups", "tenants", "accounts"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        return [each for each in SHOWN if each != "expires_at"] if obj else []

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        now = timezone.now()
        token, text = make_token(
            obj.user,
            name=obj.name,
            operations=form.operations,
            tenants=form.cleaned_data["tenants"] or None,
            accounts=form.cleaned_data["accounts"] or None,
            expires_at=expiry_in(form.cleaned_data["days"], now=now),
        )
        obj.__dict__.update(token.__dict__)
        # On the request: an admin serves everybody, and keeps nothing.
        request.token_text = text  # type: ignore[attr-defined]
        audit.record_token(
            token, by=cast("User", request.user), did="made", channel=Channel.ADMIN, now=now
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Leave to `make_token` what a new one is narrowed to."""
        if change:
            super().save_related(request, form, formsets, change)

    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: Any = None
    ) -> HttpResponse:
        """Show the token, which is known this once only, and not through a redirect that keeps it."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Keep this token",
            "token": obj,
            "text": request.token_text,  # type: ignore[attr-defined]
        }
        answer = TemplateResponse(request, "admin/tokens/made.html", context)
        add_never_cache_headers(answer)
        return answer

    @admin.display(description="Token", ordering="name")
    def title(self, token: ApiToken) -> str:
        return str(token)

    @display(description="State", label={"works": "success", "opens nothing": "danger"})
    def state(self, token: ApiToken) -> str:
        return "opens nothing" if token.is_over(timezone.now()) else "works"

    @admin.display(description="What it may do")
    def may(self, token: ApiToken) -> str:
        return in_words(token.operations)

    @admin.display(description="Families")
    def for_families(self, token: ApiToken) -> str:
        return "All of the person's" if token.every_tenant else _listed(token.tenants)

    @admin.display(description="Accounts")
    def for_accounts(self, token: ApiToken) -> str:
        return "All of these families" if token.every_account else _listed(token.accounts)

    @admin.display(description="Last use", ordering="last_used_at")
    def last_used(self, token: ApiToken) -> str:
        return age(token.last_used_at)


def _listed(rows: Any) -> str:
    return ", ".join(str(each) for each in rows.all()) or NOTHING
