"""Exchange rates as they were published."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.paginator import InfinitePaginator

from openbanking.admin.readonly import MirrorAdmin
from openbanking.models import ExchangeRate


@admin.register(ExchangeRate)
class ExchangeRateAdmin(MirrorAdmin[ExchangeRate]):
    """Some two hundred thousand since 1999, so nothing here counts them."""

    shared = "Published for everybody."
    list_display = ["day", "currency", "for_one_euro", "source", "learned_at"]
    search_fields = ["currency__iexact"]
    search_help_text = "A currency: USD"
    date_hierarchy = "day"
    paginator = InfinitePaginator
    ordering = ["-day", "currency"]
    fields = readonly_fields = ["currency", "day", "for_one_euro", "source", "learned_at"]

    @admin.display(description="For one euro")
    def for_one_euro(self, rate: ExchangeRate) -> SafeString:
        return format_html(
            '<span class="block text-right tabular-nums whitespace-nowrap">{}</span>', f"{rate.units:f}"
        )
