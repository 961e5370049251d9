"""What somebody on the staff sees of the admin: the rows of the families they work for, everywhere.

Every ModelAdmin and every inline says how its rows belong to a family. Lists, pages, searches,
autocompletes, choices, filters and exports follow. What says nothing is kept from those who are limited.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NoReturn

from django.contrib.admin import AllValuesFieldListFilter, RelatedFieldListFilter
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ERROR_FLAG
from django.db import DataError
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from openbanking.access.staff import is_limited, scoped
from openbanking.fields import SecretField

if TYPE_CHECKING:
    from unfold.admin import ModelAdmin as Base
else:
    # A mixin, for pages and inlines alike.
    Base = object

NUL = "\x00"


class Scoped(Base):
    """Rows narrowed to the families of whoever looks. Exactly one of the three is given."""

    # The lookup that leads from a row to its family: "account__tenant".
    tenant_path = ""
    # Why rows belong to no family, and are for everybody to see.
    shared = ""
    # Why rows are for those alone who see every family.
    unlimited_only = ""

    def narrow(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows that whoever asks may see."""
        if self.shared or not is_limited(request.user):
            return rows
        return scoped(rows, self.tenant_path, request.user) if self.tenant_path else rows.none()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.narrow(request, super().get_queryset(request))

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> QuerySet[Any] | None:
        """Offer, and take, those related rows alone that whoever asks may see."""
        found: QuerySet[Any] | None = super().get_field_queryset(db, db_field, request)
        if not is_limited(request.user):
            return found
        rows = db_field.remote_field.model._default_manager.all() if found is None else found
        return visible(self.admin_site, request, rows)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_open_to(request) and super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return self._is_open_to(request) and super().has_add_permission(request, *args)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_open_to(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_open_to(request) and super().has_delete_permission(request, obj)

    def _is_open_to(self, request: HttpRequest) -> bool:
        return bool(self.tenant_path or self.shared) or not is_limited(request.user)


class ScopedPages(Scoped):
    """The pages of such rows: what is not for somebody's eyes looks like what does not exist."""

    # Columns that are shown to nobody, or in part.
    kept_back: Collection[str] = ()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse to tell, letter by letter, which rows have what in a column that is not shown.

        And what PostgreSQL has no text for.
        """
        name = lookup.partition("__")[0]
        secrets = {each.name for each in self.opts.fields if isinstance(each, SecretField)}
        if NUL in str(value) or name in self.kept_back or name in secrets:
            return False
        return bool(super().lookup_allowed(lookup, value, request))

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead back to the whole list where a filter says what no column holds."""
        try:
            return super().changelist_view(request, *args, **kwargs)
        except (DataError, OverflowError):
            if ERROR_FLAG in request.GET:
                raise
            return redirect(f"{request.path}?{ERROR_FLAG}=1")

    def get_search_results(
        self, request: HttpRequest, rows: QuerySet[Any], term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search for what PostgreSQL has text for."""
        return super().get_search_results(request, rows, term.replace(NUL, ""))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Read a row once for a page that only shows it: its buttons ask for it as well."""
        if request.method != "GET":
            return super().get_object(request, object_id, from_field)
        read: dict[Any, Any] = request.__dict__.setdefault("rows_read", {})
        key = self.model, str(object_id), from_field
        if key not in read:
            read[key] = super().get_object(request, object_id, from_field)
        return read[key]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_open_to(request) and super().has_module_permission(request)

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Let filters offer the values of those rows alone that whoever asks may see."""
        filters = super().get_list_filter(request)
        return [self._narrowed(each) for each in filters] if is_limited(request.user) else filters

    def _narrowed(self, item: Any) -> Any:
        if isinstance(item, str) and get_fields_from_path(self.model, item)[-1].remote_field:
            item = (item, RelatedFieldListFilter)
        if isinstance(item, tuple | list):
            for kind, narrower in (
                (RelatedFieldListFilter, OfTheirRows),
                (AllValuesFieldListFilter, OfTheirs),
            ):
                if issubclass(item[1], kind):
                    return item[0], type(item[1].__name__, (narrower, item[1]), {})
        return item

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, *args: Any) -> NoReturn:
        raise Http404("There is no such row.")


class OfTheirRows(RelatedFieldListFilter):
    """A filter by related rows that offers those whoever asks may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        rows = field.remote_field.model._default_manager.all()
        theirs = Q(pk__in=visible(model_admin.admin_site, request, rows).order_by().values("pk"))
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=theirs)


class OfTheirs(AllValuesFieldListFilter):
    """A filter by values that offers those of the rows whoever asks may see."""

    def __init__(
        self,
        field: Any,
        request: HttpRequest,
        params: Any,
        model: Any,
        model_admin: Any,
        field_path: str,
    ) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        rows = model_admin.get_queryset(request)
        self.lookup_choices = rows.order_by(field_path).values_list(field_path, flat=True).distinct()


def visible(site: AdminSite, request: HttpRequest, rows: QuerySet[Model]) -> QuerySet[Any]:
    """Keep the rows of any model that whoever asks may see, as the ModelAdmin of that model says."""
    if not is_limited(request.user):
        return rows
    model_admin: object = site._registry.get(rows.model)
    return model_admin.narrow(request, rows) if isinstance(model_admin, Scoped) else rows.none()
