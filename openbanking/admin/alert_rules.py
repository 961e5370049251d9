"""Rules of alerts and the addresses they post to."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from unfold.decorators import display

from openbanking.admin.acts import Acting
from openbanking.admin.acts.alerts import PAUSE, REMOVE, RESUME, TEST, notified_by
from openbanking.admin.alert_forms import FIXED, AlertEndpointForm, AlertRuleForm
from openbanking.admin.formatting import NOTHING, age
from openbanking.admin.power import GivesPower
from openbanking.admin.readonly import StaffAdmin
from openbanking.alerts.rules import rearm
from openbanking.alerts.webhooks import new_secret
from openbanking.alerts.wording import rule_in_words
from openbanking.models import AlertEndpoint, AlertRule


@admin.register(AlertRule)
class AlertRuleAdmin(Acting, StaffAdmin[AlertRule]):
    tenant_path = "tenant"
    form = AlertRuleForm
    list_display = ["watched", "tenant", "owner", "told", "timing", "state", "open_now", "last_raised"]
    list_filter = ["kind", "enabled", "timing", "tenant"]
    list_select_related = ["tenant", "owner", "account", "endpoint"]
    search_fields = ["tenant__name", "tenant__slug", "owner__username", "account__name"]
    autocomplete_fields = ["tenant", "account", "recipients", "endpoint"]
    acts = (PAUSE, RESUME, TEST, REMOVE)

    def named(self, rule: AlertRule) -> str:
        return rule_in_words(rule)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AlertRule]:
        real = Q(alerts__test=False)
        return (
            super()
            .get_queryset(request)
            .filter(removed_at__isnull=True)
            .annotate(
                last_raised_at=Max("alerts__raised_at", filter=real),
                open_alerts=Count("alerts", filter=real & Q(alerts__resolved_at__isnull=True)),
            )
            .prefetch_related("recipients")
        )

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        form.maker = request.user
        return form

    def get_fieldsets(self, request: HttpRequest, obj: AlertRule | None = None) -> Any:
        return [
            (None, {"fields": ["tenant", "kind", "account", "account_kind"]}),
            ("Limits", {"fields": ["amount", "currency", "days"]}),
            ("Who is told", {"fields": ["recipients", "endpoint", "timing", "enabled"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: AlertRule | None = None) -> Any:
        return FIXED if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: AlertRule | None = None) -> bool:
        """Refuse: the log of what it raised stays. Removing it is an action."""
        return False

    def save_model(self, request: HttpRequest, obj: AlertRule, form: Any, change: bool) -> None:
        now = timezone.now()
        obj.updated_at = now
        if not change or {"amount", "days", "enabled"} & set(form.changed_data):
            rearm(obj, now=now)
        super().save_model(request, obj, form, change)

    @admin.display(description="What is watched", ordering="kind")
    def watched(self, rule: AlertRule) -> str:
        return rule_in_words(rule)

    @admin.display(description="Who is told")
    def told(self, rule: AlertRule) -> str:
        return notified_by(rule)

    @display(description="State", label={"on": "success", "paused": "warning"})
    def state(self, rule: AlertRule) -> str:
        return "on" if rule.enabled else "paused"

    @admin.display(description="Open now", ordering="open_alerts")
    def open_now(self, rule: AlertRule) -> str:
        return str(rule.open_alerts or NOTHING)  # type: ignore[attr-defined]

    @admin.display(description="Last raised", ordering="last_raised_at")
    def last_raised(self, rule: AlertRule) -> str:
        return age(rule.last_raised_at)  # type: ignore[attr-defined]


@admin.register(AlertEndpoint)
class AlertEndpointAdmin(GivesPower, StaffAdmin[AlertEndpoint]):
    """Addresses: the host of each is shown, the rest may be a secret."""

    tenant_path = "tenant"
    form = AlertEndpointForm
    list_display = ["host", "tenant", "owner", "created_at"]
    list_filter = ["tenant"]
    list_select_related = ["tenant", "owner"]
    search_fields = ["tenant__name"]
    search_help_text = "A host, or the name of a family"
    kept_back = {"url"}
    autocomplete_fields = ["tenant"]
    shown = ["host", "tenant", "owner", "created_at", "updated_at"]

    def get_search_results(
        self, request: HttpRequest, rows: QuerySet[Any], term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find addresses by their hosts: searched by all of it, one would be told letter by letter."""
        found, duplicates = super().get_search_results(request, rows, term)
        if not term:
            return found, duplicates
        hosts = [each.pk for each in rows if term.lower() in each.host]
        return found | rows.filter(pk__in=hosts), duplicates

    def takes_secrets(self, object_id: str | None) -> bool:
        """Tell of a new one, whose address may be one, and whose own is shown."""
        return object_id is None

    def get_fields(self, request: HttpRequest, obj: AlertEndpoint | None = None) -> Any:
        return self.shown if obj else ["tenant", "url"]

    def get_readonly_fields(self, request: HttpRequest, obj: AlertEndpoint | None = None) -> Any:
        return self.shown if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: another address is another one, with a secret of its own."""
        return False

    def save_model(self, request: HttpRequest, obj: AlertEndpoint, form: Any, change: bool) -> None:
        obj.owner = request.user  # type: ignore[assignment]
        # On the request: an admin serves everybody, and keeps nothing.
        request.alert_secret = new_secret()  # type: ignore[attr-defined]
        obj.secret = request.alert_secret  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: AlertEndpoint, post_url_continue: Any = None
    ) -> HttpResponse:
        """Show the secret, which is known this once only, and not through a redirect that keeps it."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Keep the secret of {obj.host}",
            "endpoint": obj,
            "secret": request.alert_secret,  # type: ignore[attr-defined]
        }
        answer = TemplateResponse(request, "admin/alerts/made.html", context)
        add_never_cache_headers(answer)
        return answer
