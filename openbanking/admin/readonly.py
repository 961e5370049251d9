"""What all mirrored rows have in common in the admin: they are read, never written."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.admin import ShowFacets
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from openbanking.admin.preferences import Personal
from openbanking.admin.recording import Recorded
from openbanking.admin.scoping import Scoped, ScopedPages
from openbanking.admin.shown import Shown

Row = TypeVar("Row", bound=Model)
Mirrored = TypeVar("Mirrored", bound=Model)


class StaffAdmin(Recorded, ScopedPages, ModelAdmin[Row]):
    """Lists and shows the rows of the families that whoever looks works for; changes are on record."""


class StaffInline(Scoped, TabularInline[Row, Any]):
    """Shows such rows beneath another."""

    extra = 0


class ReadOnly:
    """Refuses every change; what is wrong is fixed at its source."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MirrorAdmin(Personal, Shown, ReadOnly, StaffAdmin[Mirrored]):
    """Lists and shows rows that only the sync writes."""

    show_full_result_count = False
    list_per_page = 50
    list_disable_select_all = True
    list_filter_submit = True
    # Each count of a filter's choices would read all rows.
    show_facets = ShowFacets.NEVER


class MirrorInline(ReadOnly, StaffInline[Mirrored]):
    """Shows rows beneath another that only the sync writes."""

    extra = 0
    show_change_link = True
    tab = True
