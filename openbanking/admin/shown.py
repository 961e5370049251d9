"""How a mirrored row is shown: what there is of it, in words, with every digit; what is empty is not."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.admin.utils import flatten, lookup_field
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.http import HttpRequest
from django.utils.safestring import SafeString

from openbanking.admin.formatting import NOTHING, money, right
from openbanking.fields import MoneyField

if TYPE_CHECKING:
    from unfold.admin import ModelAdmin as Base
else:
    Base = object

EMPTY: tuple[Any, ...] = (None, "", False, NOTHING, right(NOTHING), [], {})
# Where the name of a column is not what people say.
LABELS = {
    "iban": "IBAN",
    "bic": "BIC",
    "external_id": "Id at Powens",
    "bank_updated_at": "Read by Powens",
    "balance_missing_since": "Without a balance since",
    "quarantined_since": "In quarantine since",
    "currency_assumed": "Currency is a guess",
    "disabled_at": "Disabled",
    "deleted_at": "Gone at the bank",
    "vanished_at": "Gone at Powens",
    "created_at": "First recorded",
    "updated_at": "Last changed here",
    "parent": "Settled from",
    "error": "Powens' word for its trouble",
    "company_name": "Employer",
    "original_name": "The bank's name for it",
    "first_seen_at": "First seen by Powens",
    "state": "Powens' word for its state",
    "active": "Synced by Powens by itself",
    "last_success_at": "Last read by Powens",
    "next_try_at": "Powens reads it next",
    "consent_ends_at": "Consent ends",
    "last_read_at": "Last read by us",
    "transactions_seen_to": "Transactions seen up to",
}


class Shown(Base):
    """Leaves out of a row's page the fields that are empty, unless they are `always_shown`."""

    always_shown: tuple[str, ...] = ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        shown = []
        for title, options in fieldsets:
            names = [each for each in flatten(options["fields"]) if self._is_shown(each, obj)]
            if names:
                fields = [self._in_words(each) for each in names]
                shown.append((title, {**options, "fields": fields}))
        return shown

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Label fields in people's words; only those that can be changed explain themselves."""
        unexplained = {
            field.name: "" for field in self.opts.get_fields() if field.name not in self.always_shown
        }
        words = {"labels": LABELS, "help_texts": unexplained}
        return super().get_form(request, obj, change, **{**words, **kwargs})

    def _is_shown(self, name: Any, row: Any) -> bool:
        if name in self.always_shown:
            return True
        try:
            _, _, value = lookup_field(name, row, self)
        except (AttributeError, ObjectDoesNotExist):
            return False
        return value not in EMPTY

    def _in_words(self, name: Any) -> Any:
        try:
            field = self.opts.get_field(name) if isinstance(name, str) else None
        except FieldDoesNotExist:
            return name
        if isinstance(field, MoneyField) and name not in self.always_shown:
            return _amount(name, str(LABELS.get(name) or field.verbose_name).capitalize())
        return name


@cache
def _amount(name: str, label: str) -> Callable[[Any], SafeString | str]:
    """Return what shows a column of amounts in the currency of its row."""

    def amount(row: Any) -> SafeString | str:
        found: Decimal | None = getattr(row, name)
        return money(found, currency_of(row, name), to_the_right=False)

    amount.__name__ = name
    amount.short_description = label  # type: ignore[attr-defined]
    return amount


def currency_of(row: Any, column: str) -> str:
    """Return the currency of one of a row's amounts: the column's own, the row's or its owner's."""
    own: str = getattr(row, f"{column.partition('_')[0]}_currency", "")
    if own:
        return own
    for each in (row, getattr(row, "account", None), getattr(row, "holding", None)):
        if found := getattr(each, "currency", ""):
            return str(found)
    return ""
