"""Numbers of accounts: their ends, until somebody asks for all of them and says who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from openbanking.access.audit import record_numbers
from openbanking.admin.formatting import NOTHING, end_of, last_four
from openbanking.models import Account
from openbanking.signin.confirmation import ask_before_sight, is_confirmed

if TYPE_CHECKING:
    from unfold.admin import ModelAdmin as Base
else:
    Base = object

# In the address of the page that shows them.
ASKED = "numbers"
# What is shown at first, and what after that.
WHOLE = {"iban_shown": "iban", "number_shown": "number"}


class Numbers(Base):
    """Shows the ends of an account's numbers, and on request all of them, which is on record."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        account = self.get_object(request, object_id) if object_id and ASKED in request.GET else None
        if account is not None:
            if asked := ask_before_sight(request):
                return asked
            record_numbers(
                user=request.user,  # type: ignore[arg-type]  # signed in
                tenant=str(account.tenant_id),
                account=str(account.pk),
                now=timezone.now(),
            )
        return super().changeform_view(request, object_id, *args, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if ASKED not in request.GET or not is_confirmed(request):
            return fieldsets
        return [
            (title, {**options, "fields": [WHOLE.get(each, each) for each in options["fields"]]})
            for title, options in fieldsets
        ]

    @admin.display(description="IBAN")
    def iban_shown(self, account: Account) -> str | SafeString:
        return _with_way(last_four(account))

    @admin.display(description="Number")
    def number_shown(self, account: Account) -> str | SafeString:
        return _with_way(end_of(account.number))


def _with_way(end: str) -> str | SafeString:
    """Add to an end the way to the whole of it."""
    if end == NOTHING:
        return end
    return format_html(
        '{} <a class="text-primary-600 dark:text-primary-500" href="?{}">Show in full</a>', end, ASKED
    )
