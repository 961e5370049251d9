"""Who ran what on whose data."""

from __future__ import annotations

from django.contrib import admin
from unfold.paginator import InfinitePaginator

from openbanking.admin.readonly import MirrorAdmin
from openbanking.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(MirrorAdmin[AuditEntry]):
    """Grows with use, so nothing here counts it."""

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
