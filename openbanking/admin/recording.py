"""What staff are shown in the admin, and change by its forms, is on record as operations are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from contracts import Channel
from openbanking.access.audit import about, record_change, record_page
from openbanking.models import Account

if TYPE_CHECKING:
    from unfold.admin import ModelAdmin as Base
else:
    Base = object

# What is shown, by the end of the name of an address.
SHOWN = {"changelist": "list", "change": "view", "history": "history", "delete": "view"}
# These show nobody's figures.
SILENT = frozenset(
    {
        *("login", "logout", "jsi18n", "openbanking_assets", "password_change"),
        *("password_change_done", "view_on_site", "app_list"),
    }
)


class RecordedPages:
    """Middleware that records each page of the admin that was shown: what of, and of which families."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if (
            match is not None
            and match.app_name == "admin"
            and response.status_code == 200
            and _shows(request, response)
            and request.user.is_authenticated
            and match.url_name not in SILENT
        ):
            _record(request, str(match.url_name), getattr(response, "context_data", None) or {})
        return response


def _shows(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Tell whether a page was shown: by any method, since admin pages answer most of them as GET.

    What was sent by POST is on record by itself, unless a page is the answer.
    """
    return request.method != "POST" or getattr(response, "context_data", None) is not None


def _record(request: HttpRequest, name: str, context: dict[str, Any]) -> None:
    user: Any = request.user
    kind, _, what = name.removeprefix("openbanking_").rpartition("_")
    page = f"admin.{SHOWN[what]}.{kind}" if kind and what in SHOWN else f"admin.page.{name}"
    row = context.get("original") or context.get("object")
    now = timezone.now()
    if isinstance(row, Model):
        record_page(
            user=user,
            channel=Channel.ADMIN,
            page=page,
            tenant=tenant_of(row),
            account=account_of(row),
            about=about(row),
            now=now,
        )
        return
    rows = getattr(context.get("cl"), "result_list", None)
    for tenant in _tenants(rows if isinstance(rows, list) else list(rows or ())):
        record_page(user=user, channel=Channel.ADMIN, page=page, tenant=tenant, now=now)


def _tenants(rows: Iterable[Model]) -> set[str]:
    """Return the families that rows of a list are of; an empty one for none, or for rows of nobody."""
    return {tenant_of(row, only_known=True) for row in rows} or {""}


def tenant_of(row: Model, *, only_known: bool = False) -> str:
    """Return the id of the family that a row belongs to, as its ModelAdmin says.

    Empty for none, and for several. `only_known` asks the database for nothing: what did not come with
    the row is not known.
    """
    model_admin = admin.site._registry.get(type(row))
    path = str(getattr(model_admin, "tenant_path", ""))
    if path == "pk":
        return str(row.pk)
    *steps, last = path.split("__")
    found: Any = row
    for step in steps:
        field = _foreign_key(found, step)
        if field is None or (only_known and not field.is_cached(found)):
            return ""
        found = getattr(found, step)
        if found is None:
            return ""
    if not last or not any(each.name == last for each in found._meta.concrete_fields):
        return ""
    return str(getattr(found, found._meta.get_field(last).attname) or "")


def account_of(row: Model) -> str:
    """Return the id of the account that a row is, or belongs to; empty for none."""
    return str(row.pk if isinstance(row, Account) else getattr(row, "account_id", None) or "")


def _foreign_key(row: Model, name: str) -> Any:
    fields = row._meta.concrete_fields
    return next((each for each in fields if each.name == name and each.is_relation), None)


class Recorded(Base):
    """Records what is added, changed and deleted by the forms of a ModelAdmin."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._put_on_record(request, obj, "add")
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._put_on_record(request, obj, "change")
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for row in queryset:
            self._put_on_record(request, row, "delete")
        return super().log_deletions(request, queryset)

    def _put_on_record(self, request: HttpRequest, row: Model, did: str) -> None:
        user: Any = request.user
        record_change(
            user=user,
            did=did,
            row=row,
            tenant=tenant_of(row),
            account=account_of(row),
            now=timezone.now(),
        )
