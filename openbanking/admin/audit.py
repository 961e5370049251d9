"""Who ran what on whose data."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.paginator import InfinitePaginator

from openbanking.access.staff import is_limited
from openbanking.admin.readonly import MirrorAdmin
from openbanking.models import AuditEntry, Tenant


@admin.register(AuditEntry)
class AuditEntryAdmin(MirrorAdmin[AuditEntry]):
    """Grows with use, so nothing here counts it."""

    tenant_path = "tenant"
    list_display = [
        "day",
        "user",
        "token",
        "channel",
        "operation",
        "tenant",
        "account",
        "count",
        "last_at",
    ]
    list_filter = ["channel", "operation"]
    search_fields = ["user__username__exact", "account__exact", "tenant__exact"]
    search_help_text = "A user name, or the id of a family or an account"
    list_select_related = ["user"]
    paginator = InfinitePaginator
    ordering = ["-last_at"]
    fields = readonly_fields = list_display

    def narrow(self, request: HttpRequest, rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Compare ids as text: an entry outlives what it is about, and names it without a key."""
        if not is_limited(request.user):
            return rows
        theirs = Tenant.objects.worked_for_by(request.user).values_list("pk", flat=True)
        return rows.filter(tenant__in=[str(pk) for pk in theirs])
