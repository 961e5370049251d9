"""Who ran what on whose data: by day, and record by record as it is chained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from import_export.formats.base_formats import CSV, XLSX
from unfold.paginator import InfinitePaginator

from openbanking.access.staff import is_limited
from openbanking.admin.export_columns import AuditColumns
from openbanking.admin.exports import Exported, JsonLines
from openbanking.admin.formatting import NOTHING
from openbanking.admin.readonly import MirrorAdmin
from openbanking.models import AuditEntry, AuditRecord, Tenant
from openbanking.trail.reading import in_order

Audited = TypeVar("Audited", bound=Model)


class AuditAdmin(MirrorAdmin[Audited]):
    """Grows with use, so nothing here counts it."""

    tenant_path = "tenant"
    list_filter = ["channel", "operation"]
    search_fields = ["user__username__exact", "account__exact", "tenant__exact"]
    search_help_text = "A user name, or the id of a family or an account"
    paginator = InfinitePaginator

    def narrow(self, request: HttpRequest, rows: QuerySet[Audited]) -> QuerySet[Audited]:
        """Compare ids as text: an entry outlives what it is about, and names it without a key."""
        if not is_limited(request.user):
            return rows
        theirs = Tenant.objects.worked_for_by(request.user).values_list("pk", flat=True)
        return rows.filter(tenant__in=[str(pk) for pk in theirs])


@admin.register(AuditEntry)
class AuditEntryAdmin(AuditAdmin[AuditEntry]):
    """Who used what, by day."""

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
    list_select_related = ["user"]
    ordering = ["-last_at"]
    fields = readonly_fields = list_display


@admin.register(AuditRecord)
class AuditRecordAdmin(Exported, AuditAdmin[AuditRecord]):
    """The chain: each record with the hash that ties it to the one before."""

    list_display = ["sequence", "when", "user", "channel", "address", "operation", "family", "count"]
    search_fields = ["user__username__exact", "account__exact", "tenant__exact", "address__exact"]
    search_help_text = "A user name, the id of a family or an account, or an internet address"
    ordering = ["-sequence"]
    resource_classes = [AuditColumns]
    fieldsets = [
        (None, {"fields": ["sequence", "first_at", "last_at", "count"]}),
        ("Who", {"fields": ["user", "token", "channel", "address"]}),
        ("What", {"fields": ["operation", "version", "tenant", "account", "about"]}),
        ("Chain", {"fields": ["salt", "own_digest", "hash_before", "own_hash", "erased_by"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Bring who it was along: nobody, where they are not there any more."""
        return super().get_queryset(request).select_related("user")

    def get_export_formats(self) -> list[type[Any]]:
        """Offer JSON lines beside tables: all of the chain, which verify_audit reads."""
        return [CSV, XLSX, JsonLines]

    def export_rows(self, queryset: QuerySet[Any]) -> Iterator[AuditRecord]:
        """Yield records in the order of the chain, whatever the list is ordered by."""
        return in_order(queryset)

    @admin.display(description="Digest")
    def own_digest(self, record: AuditRecord) -> SafeString | str:
        return _breaking(record.digest)

    @admin.display(description="Previous")
    def hash_before(self, record: AuditRecord) -> SafeString | str:
        return _breaking(record.previous)

    @admin.display(description="Hash")
    def own_hash(self, record: AuditRecord) -> SafeString | str:
        return _breaking(record.hash)

    @admin.display(description="When (UTC)", ordering="last_at")
    def when(self, record: AuditRecord) -> SafeString:
        return _unbroken(f"{record.last_at:%-d %b %Y, %H:%M:%S}")

    @admin.display(description="Family", ordering="tenant")
    def family(self, record: AuditRecord) -> SafeString | str:
        """Show the end of an id: ids begin with the time they were made at, and look alike there."""
        return _unbroken(f"…{record.tenant[-12:]}", record.tenant) if record.tenant else NOTHING


def _breaking(text: str) -> SafeString | str:
    """Write a hash so that it may break where the page is narrow."""
    parts = (text[start : start + 8] for start in range(0, len(text), 8))
    return format_html_join(mark_safe("<wbr>"), "{}", ((each,) for each in parts)) or NOTHING


def _unbroken(text: str, title: str = "") -> SafeString:
    return format_html('<span class="tabular-nums whitespace-nowrap" title="{}">{}</span>', title, text)
