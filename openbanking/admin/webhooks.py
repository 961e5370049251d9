"""What Powens delivered, and what was made of it."""

from __future__ import annotations

from django.contrib import admin
from unfold.paginator import InfinitePaginator

from openbanking.admin.readonly import MirrorAdmin
from openbanking.models import WebhookDelivery


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(MirrorAdmin[WebhookDelivery]):
    tenant_path = "powens_user__tenant"
    list_display = ["created_at", "event", "disposition", "powens_user", "repeated"]
    list_filter = ["disposition", "event"]
    search_fields = ["external_id__exact"]
    search_help_text = "Powens' id of the delivery"
    list_select_related = ["powens_user__tenant"]
    paginator = InfinitePaginator
    fields = readonly_fields = [*list_display, "external_id", "updated_at"]
