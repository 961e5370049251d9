"""Who did what in the admin, for administrators; each page has the history of its own row."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from openbanking.admin.formatting import age
from openbanking.admin.readonly import MirrorAdmin


@admin.register(LogEntry)
class LogEntryAdmin(MirrorAdmin[LogEntry]):
    """Grows with use, so nothing here counts it."""

    unlimited_only = "An entry names its row in words and by a key without a table, of whatever family."
    list_display = ["when", "user", "did", "about", "content_type", "message"]
    list_display_links = ["when"]
    list_filter = ["action_flag", "content_type"]
    list_select_related = ["user", "content_type"]
    search_fields = ["user__username__exact", "object_id__exact"]
    search_help_text = "A user name, or the id of a row"
    date_hierarchy = "action_time"
    paginator = InfinitePaginator
    ordering = ["-action_time"]
    fields = readonly_fields = ["action_time", "user", "did", "about", "content_type", "message"]

    @admin.display(description="When", ordering="action_time")
    def when(self, entry: LogEntry) -> SafeString | str:
        return age(entry.action_time)

    @display(description="Did", label={"Added": "success", "Changed": "info", "Deleted": "danger"})
    def did(self, entry: LogEntry) -> str:
        return {ADDITION: "Added", CHANGE: "Changed", DELETION: "Deleted"}.get(entry.action_flag, "Did")

    @admin.display(description="About")
    def about(self, entry: LogEntry) -> SafeString | str:
        """Link to the row, as long as it is there to look at."""
        address = None if entry.is_deletion() else entry.get_admin_url()
        if address is None:
            return entry.object_repr
        return format_html('<a class="text-primary-600" href="{}">{}</a>', address, entry.object_repr)

    @admin.display(description="What")
    def message(self, entry: LogEntry) -> str:
        return entry.get_change_message()
