"""What a person sees in the lists of the admin: the first page shows nothing else."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse


def seen(request: HttpRequest, model: type[Model]) -> QuerySet[Any]:
    """Return the rows of a model that its list shows this person."""
    model_admin = admin.site.get_model_admin(model)
    rows = model_admin.get_queryset(request)
    return rows if model_admin.has_view_permission(request) else rows.none()


def list_of(model: type[Model], **query: object) -> str:
    """Return the address of a model's list, narrowed by these filters."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode(query)}" if query else address


def page_of(row: Model) -> str:
    """Return the address of a row's page."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
