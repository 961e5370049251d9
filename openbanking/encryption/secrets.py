"""Bring secrets under the first of FIELD_ENCRYPTION_KEYS while the service goes on using them.

Each is changed where it still is what was read, so nothing waits for a lock and what somebody writes
meanwhile, which is under the first key already, is not undone. Begun again, it does what is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from openbanking.fields import SecretField
from openbanking.fields.encryption import Secret, UnreadableSecret


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """What became of the secrets of one column."""

    column: str
    rotated: int
    unreadable: int


def rewrap() -> Iterator[Rewrapped]:
    """Bring secrets, data keys among them, under the first key, column by column."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SecretField):
                yield _rewrapped(model, field.name)


def _rewrapped(model: type[models.Model], name: str) -> Rewrapped:
    rotated = unreadable = 0
    rows = model._base_manager.exclude(**{f"{name}__isnull": True}).order_by("pk")
    for pk, secret in rows.values_list("pk", name).iterator(chunk_size=500):
        if not isinstance(secret, Secret) or secret.is_under_first_key:
            continue
        try:
            newer = secret.rotated()
        except UnreadableSecret:
            unreadable += 1
            continue
        rotated += model._base_manager.filter(**{"pk": pk, name: secret}).update(**{name: newer})
    return Rewrapped(f"{model._meta.label}.{name}", rotated, unreadable)
