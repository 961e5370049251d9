"""Who has used what of a family, as a page and as a file, for those who administer it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from openbanking.dashboard.family import FamilyPage, family_page
from openbanking.dashboard.visits import visits_in
from openbanking.files.downloads import CSV_TYPE, text_file
from openbanking.files.spreadsheets import csv_lines
from openbanking.operations.audit.list import AuditPage
from openbanking.operations.audit.records import Recorded, RecordPage
from openbanking.trail.files import MEDIA_TYPE, instant, json_lines

SHOWN = 500
TYPES = {"csv": CSV_TYPE, "jsonl": MEDIA_TYPE}


@require_safe
@family_page
def audit(page: FamilyPage) -> HttpResponse:
    """Show who has used what, day by day."""
    cursor = page.request.GET.get("after") or None
    answer = page.ask("openbanking.audit.list", AuditPage, page_size=SHOWN, cursor=cursor)
    return page.show(
        "openbanking/audit.html",
        visits=list(visits_in(answer.entries)),
        next_cursor=answer.next_cursor,
    )


@require_safe
@family_page
def audit_file(page: FamilyPage, form: str) -> HttpResponseBase:
    """Send every record of the chain, the oldest first, as it is hashed: whoever has it can check it."""
    pages = page.ask_all("openbanking.audit.records", RecordPage)
    # What is refused is refused before anything is sent.
    pages = chain([next(pages)], pages)
    said = (_said(page, each) for one in pages for each in one.records)
    lines = _as_csv(said) if form == "csv" else json_lines(said)
    return text_file(f"audit-{page.family.slug}.{form}", TYPES[form], lines)


def _said(page: FamilyPage, record: Recorded) -> dict[str, Any]:
    """Return what a record says by the names that are hashed (docs/audit.md), and beside it the rest."""
    return {
        "sequence": record.sequence,
        "userName": record.user_name,
        "firstAt": instant(record.first_at),
        "lastAt": instant(record.last_at),
        "count": record.count,
        "user": _text(record.user_id),
        "token": _text(record.token),
        "channel": record.channel,
        "address": _text(record.address),
        "operation": record.operation,
        "version": record.version,
        "tenant": str(page.family.id),
        "account": _text(record.account_id),
        "about": _text(record.about),
        "salt": record.salt,
        "digest": record.digest,
        "previous": record.previous,
        "hash": record.hash,
    }


def _as_csv(said: Iterator[dict[str, Any]]) -> Iterator[str]:
    first = next(said, None)
    if first is None:
        return
    rows = ([str(value) for value in each.values()] for each in chain([first], said))
    yield from csv_lines(list(first), rows)


def _text(value: object) -> str:
    return "" if value is None else str(value)
