"""Overviews as they were made."""

from __future__ import annotations

from django.contrib import admin

from openbanking.admin.readonly import MirrorAdmin
from openbanking.models import Overview


@admin.register(Overview)
class OverviewAdmin(MirrorAdmin[Overview]):
    tenant_path = "tenant"
    list_display = ["tenant", "period", "starts_on", "ends_on", "made_by", "created_at"]
    list_filter = ["period", "tenant"]
    search_fields = ["tenant__name", "tenant__slug"]
    list_select_related = ["tenant", "made_by"]
    fields = readonly_fields = [*list_display, "summary"]
