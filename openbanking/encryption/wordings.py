"""Bring wordings into the form that ENCRYPT_WORDINGS asks for, or under a newer key, row by row.

What is right already is left alone, and what somebody writes meanwhile stays: a row is changed where it
still is what was read. Begun again, it does what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from openbanking.fields import FoldedField, WordingField, folded, wording_columns
from openbanking.fields.sealing import from_letters, key_of
from openbanking.fields.wording import MARK
from openbanking.models import Tenant

BATCH = 500
# Of a column and what it holds: what it is to hold.
Change = Callable[[WordingField, str], str]


def worded_models() -> Iterator[type[models.Model]]:
    """Yield the models that hold wordings."""
    for model in apps.get_models():
        if wording_columns(model):
            yield model


def bring_in_form(tenant: Tenant) -> int:
    """Encrypt a tenant's wordings, or open them, as ENCRYPT_WORDINGS says; return in how many rows."""
    return sum(_changed(model, tenant, _in_form(tenant)) for model in worded_models())


def has_unopened(tenant: Tenant) -> bool:
    """Tell whether a tenant has encrypted wordings that ENCRYPT_WORDINGS has taken for text."""
    return not settings.ENCRYPT_WORDINGS and any(map(partial(_unopened, tenant), worded_models()))


def _unopened(tenant: Tenant, model: type[models.Model]) -> bool:
    fields = wording_columns(model)
    rows = as_kept(model).filter(**{fields[0].tenant: tenant.pk}).filter(sealed_rows(model))
    return any(
        field.opened(text) != text
        for _, *found in rows.order_by().iterator(chunk_size=BATCH)
        for field, text in zip(fields, found, strict=True)
    )


def reworded(model: type[models.Model], tenant: Tenant, former: set[UUID]) -> int:
    """Bring a tenant's encrypted wordings under its key in use; return in how many rows."""

    def change(field: WordingField, kept: str) -> str:
        is_former = kept.startswith(MARK) and _key_of(kept) in former
        return field.sealed(field.opened(kept), tenant.pk) if is_former else kept

    return _changed(model, tenant, change, only=sealed_rows(model))


def sealed_rows(model: type[models.Model]) -> Q:
    """Return the condition that a row has an encrypted wording."""
    found = Q(pk__in=[])
    for field in wording_columns(model):
        found |= Q(**{f"{field.name}__startswith": MARK})
    return found


def _key_of(kept: str) -> UUID | None:
    try:
        return key_of(from_letters(kept.removeprefix(MARK)))
    except ValueError:
        return None


def _in_form(tenant: Tenant) -> Change:
    def encrypted(field: WordingField, kept: str) -> str:
        # One that is encrypted opens to something else; what only looks so is encrypted like any other.
        return kept if field.opened(kept) != kept else field.sealed(kept, tenant.pk)

    def opened(field: WordingField, kept: str) -> str:
        return field.opened(kept)

    return encrypted if settings.ENCRYPT_WORDINGS else opened


def _changed(model: type[models.Model], tenant: Tenant, change: Change, *, only: Q | None = None) -> int:
    fields = wording_columns(model)
    rows = as_kept(model).filter(**{fields[0].tenant: tenant.pk}).filter(only or Q()).order_by("pk")
    count, last = 0, None
    while batch := list((rows if last is None else rows.filter(pk__gt=last))[:BATCH]):
        for row in batch:
            pk, *found = row
            newer = [change(field, text) for field, text in zip(fields, found, strict=True)]
            if newer != found:
                count += _write(model, pk, found, newer)
        last = batch[-1][0]
    return count


def as_kept(model: type[models.Model]) -> QuerySet[Any, Any]:
    """Return the ids of rows with their wordings as the database has them."""
    kept = {f"kept_{field.name}": Cast(F(field.name), TextField()) for field in wording_columns(model)}
    found: QuerySet[Any, Any] = model._base_manager.annotate(**kept).values_list("pk", *kept)
    return found


def _write(model: type[models.Model], pk: Any, found: list[str], newer: list[str]) -> int:
    names = [field.name for field in wording_columns(model)]
    row = model._base_manager.filter(pk=pk, **dict(zip(names, found, strict=True)))
    values: dict[str, Any] = dict(zip(names, newer, strict=True))
    by_name = {field.name: field for field in wording_columns(model)}
    for field in model._meta.concrete_fields:
        if isinstance(field, FoldedField) and set(field.of) <= by_name.keys():
            plain = [by_name[name].opened(values[name]) for name in field.of]
            values[field.name] = "" if field.is_hidden else folded(*plain)
    return row.update(**values)
