"""What a list shows, as a file: of what is filtered and searched for, row by row, and on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from import_export.admin import ExportMixin
from import_export.fields import Field
from import_export.formats.base_formats import CSV, XLSX, Format
from import_export.resources import Resource
from unfold.contrib.import_export.forms import SelectableFieldsExportForm

from openbanking.access.audit import record_export
from openbanking.admin.recording import account_of
from openbanking.files.downloads import CSV_TYPE, text_file, xlsx_file
from openbanking.files.spreadsheets import Cell, csv_lines
from openbanking.signin.confirmation import ask_before_secrets
from openbanking.trail.files import MEDIA_TYPE, json_lines

if TYPE_CHECKING:
    from unfold.admin import ModelAdmin as Base
else:
    Base = object

# Above this nothing is exported: a file of which a part is missing would be taken for the whole.
MOST_ROWS = 100_000
CHUNK = 1_000
# The columns of whole numbers of accounts.
NUMBERS = {"iban", "number"}


class Column(Field):
    """A column of a file: its name, and what of a row it has; values stay what they are."""

    def __init__(self, name: str, value: Callable[[Any], Cell]) -> None:
        super().__init__(column_name=name, readonly=True)
        self.value = value

    def export(self, instance: Any, **kwargs: Any) -> Cell:
        return self.value(instance)


class Columns(Resource):
    """The columns of a file, in the order in which they are written."""

    @classmethod
    def get_display_name(cls) -> str:
        return cls.__name__

    def export_field(self, field: Column, instance: Any, **kwargs: Any) -> Cell:
        return field.export(instance)


class JsonLines(Format):
    """An object a line, streamed: a file of as many rows as there are."""

    def get_title(self) -> str:
        return "jsonl"

    def can_export(self) -> bool:
        return True


class ExportForm(SelectableFieldsExportForm):
    """Lets a person choose the columns by the names they have in the file."""

    def _get_field_label(self, resource: Any, field_name: str) -> str:
        return str(resource.fields[field_name].column_name)


class Exported(ExportMixin, Base):
    """Gives a list a button that saves it as CSV or XLSX."""

    export_form_class = ExportForm

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Lead back to the list where a filter says nothing, as the list itself does."""
        try:
            answer: HttpResponse = super().export_action(request)
        except IncorrectLookupParameters:
            name = f"{self.opts.app_label}_{self.opts.model_name}_changelist"
            return redirect(f"{reverse(f'admin:{name}')}?{ERROR_FLAG}=1")
        return answer

    def get_export_formats(self) -> list[type[Any]]:
        return [CSV, XLSX]

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Tell whether this person may take away what the list shows: whoever may see it."""
        return self.has_view_permission(request)

    def get_valid_export_item_pks(self, request: HttpRequest) -> list[Any]:
        """Take no chosen rows: what is exported is what is filtered."""
        return []

    def export_rows(self, queryset: QuerySet[Any]) -> Iterator[Any]:
        """Yield the rows of a file."""
        return queryset.iterator(chunk_size=CHUNK)

    def _families(self, queryset: QuerySet[Any]) -> set[str]:
        """Return the ids of the families whose rows a file has, for the record."""
        path = getattr(self, "tenant_path", "")
        found = queryset.order_by().values_list(path, flat=True).distinct() if path else ()
        return {str(each or "") for each in found}

    def _account(self, request: HttpRequest, queryset: QuerySet[Any]) -> str:
        """Return the id of the account that a file is narrowed to, as its rows have it."""
        is_narrowed = "id__exact" in request.GET or "account__id__exact" in request.GET
        row = queryset.first() if is_narrowed else None
        return "" if row is None else account_of(row)

    def get_export_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"most_rows": MOST_ROWS}

    def _do_file_export(
        self, file_format: Any, request: HttpRequest, queryset: QuerySet[Any], export_form: Any = None
    ) -> Any:
        """Answer with the file, or with the reason why there is none."""
        most = None if isinstance(file_format, JsonLines) else MOST_ROWS
        if most and queryset.prefetch_related(None).values("pk")[most : most + 1]:
            text = (
                f"That would be more than {MOST_ROWS:,} rows. Narrow the list down, by days for example."
            )
            messages.error(request, text)
            return self._asked_again(request, export_form)
        resource = export_form.get_selected_resource()()
        chosen = export_form.get_selected_resource_export_fields()
        if NUMBERS & set(chosen) and (asked := ask_before_secrets(request)):
            messages.info(request, "Whole numbers of accounts are in that file. Export it again now.")
            return asked
        record_export(
            user=request.user,  # type: ignore[arg-type]
            rows=str(self.opts.model_name),
            tenants=self._families(queryset),
            account=self._account(request, queryset),
            now=timezone.now(),
        )
        header = resource.get_export_headers(selected_fields=chosen)
        cells = (
            resource.export_resource(each, selected_fields=chosen)
            for each in islice(self.export_rows(queryset), most)
        )
        name = f"{self.opts.verbose_name_plural} {timezone.now():%Y-%m-%d}".replace(" ", "-").lower()
        if isinstance(file_format, CSV):
            return text_file(f"{name}.csv", CSV_TYPE, csv_lines(header, cells))
        if isinstance(file_format, JsonLines):
            said = (dict(zip(header, each, strict=True)) for each in cells)
            return text_file(f"{name}.jsonl", MEDIA_TYPE, json_lines(said))
        return xlsx_file(f"{name}.xlsx", str(self.opts.verbose_name_plural).capitalize(), header, cells)

    def _asked_again(self, request: HttpRequest, form: Any) -> HttpResponse:
        context = self.init_request_context_data(request, form)
        return TemplateResponse(request, [self.export_template_name], context=context)


def at(moment: datetime | None) -> datetime | None:
    """Return an instant in UTC as spreadsheets take it: without saying so."""
    return None if moment is None else moment.replace(tzinfo=None, microsecond=0)
