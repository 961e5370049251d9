"""What a person types to find a transaction: words, the other side, an amount, a day, or an id."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from openbanking.admin.number_search import accounts_of
from openbanking.fields import fits
from openbanking.models.wordings import INDEXED, Wording

HELP = 'Words, the other side, an amount ("42.17", "-42.17") or a day ("2026-11-03")'
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Thousands may be set apart, as the lists do; decimals by a point or a comma.
AMOUNT = re.compile(r"([-+\N{MINUS SIGN}]?)(\d[\d  \N{NARROW NO-BREAK SPACE}']*(?:[.,]\d+)?)")


def search(transactions: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Return the transactions that what was typed may mean; each way has its index."""
    text = text.strip().replace("\x00", "")
    if DAY.fullmatch(text) and (day := _day(text)):
        start = timezone.make_aware(datetime.combine(day, time()))
        return transactions.filter(date__gte=start, date__lt=start + timedelta(days=1))
    written = AMOUNT.fullmatch(text)
    if written and (not text.isdigit()):
        return transactions.filter(amount__in=_amounts(*written.groups()))
    meant = Q(Wording.contains(text)) if len(text) >= INDEXED else Q(pk__in=[])
    if written:
        meant |= Q(amount__in=_amounts(*written.groups())) | Q(external_id=text)
    if accounts := accounts_of(text):
        meant |= Q(account__in=accounts)
    return transactions.filter(meant)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _amounts(sign: str, digits: str) -> list[Decimal]:
    """Return the amounts that are meant: without a sign, both what came in and what went out."""
    amount = Decimal(re.sub(r"[^\d.,]", "", digits).replace(",", "."))
    if not fits(amount):
        return []
    spent = amount.copy_negate()
    return [amount] if sign == "+" else [spent] if sign else [amount, spent]
