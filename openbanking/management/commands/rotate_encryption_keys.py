"""Bring every stored secret under the first of FIELD_ENCRYPTION_KEYS."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction

from openbanking.fields import SecretField
from openbanking.fields.encryption import UnreadableSecret
from openbanking.signin import factors


class Command(BaseCommand):
    help = (
        "Encrypt every stored secret again with the first of FIELD_ENCRYPTION_KEYS. Put the new key "
        "first, run this, then drop the old ones."
    )

    def handle(self, **options: Any) -> str:
        rotated = 0
        try:
            with transaction.atomic():
                for model in apps.get_models():
                    for field in model._meta.get_fields():
                        if isinstance(field, SecretField):
                            rotated += _rotate(model, field.name)
                rotated += factors.rotate()
        except UnreadableSecret as error:
            raise CommandError(f"Nothing was changed. {error}") from None
        return f"{rotated} secrets are now under the first key; the others may be dropped."


def _rotate(model: type[models.Model], name: str) -> int:
    rows = model._default_manager.exclude(**{f"{name}__isnull": True}).select_for_update()
    rotated = 0
    for row in rows.only("pk", name).iterator():
        model._default_manager.filter(pk=row.pk).update(**{name: getattr(row, name).rotated()})
        rotated += 1
    return rotated
