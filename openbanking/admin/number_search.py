"""Accounts found by an IBAN, or by the last four characters of one, though both are encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from openbanking.fields import indexer
from openbanking.models import Account
from openbanking.models.ibans import TAIL, bare

if TYPE_CHECKING:
    from unfold.admin import ModelAdmin as Base
else:
    Base = object

# More accounts than this do not end in the same four characters for one who searches.
MOST_ACCOUNTS = 200
# Of any country: ISO 13616.
SHORTEST_IBAN = 15


def accounts_of(text: str) -> list[UUID]:
    """Return the ids of accounts with this IBAN, in groups or not, or whose IBAN ends so."""
    number = bare(text)
    if len(number) == TAIL:
        found = Account.objects.filter(iban_tail__in=indexer(Account, "iban_tail")(number))
    elif len(number) >= SHORTEST_IBAN:
        found = Account.objects.filter(iban_index__in=indexer(Account, "iban_index")(number))
    else:
        return []
    return list(found.order_by().values_list("pk", flat=True)[:MOST_ACCOUNTS])


class FoundByNumber(Base):
    """Finds also rows of the accounts whose IBAN was typed; `account_path` leads from a row to them."""

    account_path = "account"

    def get_search_results(
        self, request: HttpRequest, rows: QuerySet[Any], term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, duplicates = super().get_search_results(request, rows, term)
        if accounts := accounts_of(term):
            found = found | rows.filter(**{f"{self.account_path}__in": accounts})
        return found, duplicates
