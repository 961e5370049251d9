"""Bring what encrypted text is found by under another key of indexes, while the service goes on.

A new key is announced first. Every process has heard of it when it is used, which all of them begin by
the clock; from the announcement until the former key is gone rows are looked for under both. What rows
are under cannot be seen of them: it is computed anew from the text, so a run that was stopped is gone on
with by the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import OperationalError, models, transaction
from django.db.models import QuerySet

from openbanking.encryption.tenants import rows_of
from openbanking.fields import BlindIndexField, EncryptedTextField, indexed_columns
from openbanking.fields.encryption import UnreadableSecret
from openbanking.fields.sealing import UnreadableText
from openbanking.models import ServiceKey, Tenant
from openbanking.models.keyring import USED_AFTER, fresh_key, keyring

# Since the new key is used: what was being written under the former one is committed by then.
SETTLED_AFTER = timedelta(seconds=60)
# A family that somebody writes at the moment is left for then.
SOON = timedelta(seconds=5)
# What PostgreSQL says of a row that somebody else has locked.
LOCK_NOT_AVAILABLE = "55P03"


@dataclass(slots=True)
class Reindexed:
    """What became of indexes: rows that were brought under the key in use, or cannot be."""

    rows: int = 0
    unreadable: int = 0
    # Families that somebody was writing.
    busy: int = 0
    # When there is more to do; None where all is under one key.
    again_at: datetime | None = None


def announce() -> datetime:
    """Have a new key, unless one is announced, and return from when on it is used."""
    key, _ = ServiceKey.objects.get_or_create(
        purpose=ServiceKey.NEXT_INDEX, defaults={"wrapped": fresh_key()}
    )
    keyring.forget()
    return used_from(key)


def used_from(key: ServiceKey) -> datetime:
    """Return from when on an announced key is used."""
    return key.created_at + timedelta(seconds=USED_AFTER)


def go_on(*, now: datetime) -> Reindexed:
    """Do what can be done by now: bring rows under the key in use, and let the former one go at last.

    Without a new key it does so all the same: what a process wrote whose clock was wrong is put right.
    """
    coming = ServiceKey.objects.filter(purpose=ServiceKey.NEXT_INDEX).first()
    if coming is not None and now < used_from(coming):
        return Reindexed(again_at=used_from(coming))
    keyring.forget()
    found = _reindexed()
    if found.busy:
        found.again_at = now + SOON
    elif coming is not None:
        settled = used_from(coming) + SETTLED_AFTER
        if now < settled:
            found.again_at = settled
        else:
            _take_over(coming)
    return found


def _take_over(coming: ServiceKey) -> None:
    with transaction.atomic():
        ServiceKey.objects.filter(purpose=ServiceKey.INDEX).update(
            wrapped=coming.wrapped, created_at=coming.created_at
        )
        coming.delete()
    keyring.forget()


def _reindexed() -> Reindexed:
    found = Reindexed()
    for tenant in Tenant.objects.order_by("pk"):
        try:
            # Accounts of a family are compared with each other: all of them at once.
            with transaction.atomic():
                done = [
                    _reindex(rows_of(model, source, tenant), source, indexes)
                    for model in apps.get_models()
                    for source, indexes in indexed_columns(model).items()
                ]
        except OperationalError as error:
            # Who writes them is not waited for: they might wait for us.
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            found.busy += 1
        else:
            found.rows += sum(each.rows for each in done)
            found.unreadable += sum(each.unreadable for each in done)
    return found


def _reindex(
    rows: QuerySet[Any], source: EncryptedTextField, indexes: list[BlindIndexField]
) -> Reindexed:
    found = Reindexed()
    changed: dict[Any, tuple[bytes, dict[str, bytes]]] = {}
    names = [each.name for each in indexes]
    for pk, kept, *former in rows.values_list("pk", source.name, *names):
        try:
            text = source.opened(bytes(kept))
        except (UnreadableText, UnreadableSecret):
            found.unreadable += 1
            continue
        newer = {each.name: each.index_of(text) for each in indexes}
        if [bytes(each) for each in former] != list(newer.values()):
            changed[pk] = bytes(kept), newer
    if changed:
        _lock(rows.model, list(changed))
    for pk, (kept, newer) in changed.items():
        row = rows.model._base_manager.filter(**{"pk": pk, source.name: kept})
        found.rows += row.update(**newer)
    return found


def _lock(model: type[models.Model], keys: list[Any]) -> None:
    """Lock rows; raises OperationalError where somebody has one of them."""
    rows = model._base_manager.filter(pk__in=keys).order_by("pk")
    list(rows.select_for_update(nowait=True).values_list("pk"))
