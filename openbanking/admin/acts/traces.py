"""The history of rows: who did what to them in the admin, as Django keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import capfirst


def write_down(
    request: HttpRequest, row: Model, did: str, *, deleted: bool = False, also: Iterable[Model] = ()
) -> None:
    """Enter in the history of a row that whoever sends the request did this to it.

    It stands in the history of what else it concerns too, and says there of which row it is.
    """
    _enter(request, row, f"{capfirst(did)}.", DELETION if deleted else CHANGE)
    for other in also:
        _enter(request, other, f"{capfirst(str(row))}: {did}.", CHANGE)


def _enter(request: HttpRequest, row: Model, message: str, flag: int) -> None:
    user: Any = request.user
    LogEntry.objects.log_actions(
        user_id=user.pk, queryset=[row], action_flag=flag, change_message=message, single_object=True
    )
