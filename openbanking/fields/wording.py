"""Wordings: in the clear, so that they are searched, or under the tenant's data key where asked for.

With ENCRYPT_WORDINGS rows and queries read and take plain text all the same: it is encrypted on its way
into the database and opened on its way out, whichever of both is found there. The same text of a tenant
is the same ciphertext in a column, so that a sync compares what it reads with what there is.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models

from openbanking.fields import sealing
from openbanking.fields.sealing import UnreadableText

# What begins a wording that is encrypted.
MARK = "sealed:"


class WordingField(models.TextField[str, str]):
    """Text as somebody worded it; `tenant` leads from a row to the id of its tenant."""

    description = "Text, encrypted where ENCRYPT_WORDINGS says so"

    def __init__(self, *args: Any, tenant: str = "account__tenant_id", **kwargs: Any) -> None:
        self.tenant = tenant
        super().__init__(*args, **{"blank": True, **kwargs})

    def deconstruct(self) -> Any:
        """Return what migrations write down of it."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "tenant": self.tenant}

    @property
    def context(self) -> bytes:
        """Return the name of the column, which is authenticated with what it holds."""
        return f"{self.model._meta.label_lower}.{self.name}".encode()

    def get_db_converters(self, connection: Any) -> list[Any]:
        """Open what is read, where anything may be encrypted; reads are quicker without."""
        return [self._converted] if settings.ENCRYPT_WORDINGS else []

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Return what to save; the row keeps the plain text."""
        text = super().pre_save(model_instance, add)
        if not (settings.ENCRYPT_WORDINGS and isinstance(text, str) and text):
            return text
        found: Any = model_instance
        for step in self.tenant.split("__"):
            found = getattr(found, step)
        return self.sealed(text, found)

    def sealed(self, text: str, tenant: UUID) -> str:
        """Return what the column holds of a text, encrypted; raises UnreadableText."""
        if not text:
            return ""
        kept = sealing.seal(text, tenant=tenant, context=self.context, alike=True)
        return f"{MARK}{sealing.in_letters(kept)}"

    def opened(self, kept: str) -> str:
        """Return the text of what the column holds.

        What no key opens is returned as it is: a payment may be worded like something encrypted.
        """
        if not kept.startswith(MARK):
            return kept
        try:
            return sealing.opened(sealing.from_letters(kept.removeprefix(MARK)), context=self.context)
        except (UnreadableText, ValueError):
            return kept

    def _converted(self, kept: str | None, expression: object, connection: object) -> str | None:
        return self.opened(kept) if kept else kept


def wording_columns(model: type[models.Model]) -> list[WordingField]:
    """Return the columns of a model that hold wordings."""
    return [each for each in model._meta.concrete_fields if isinstance(each, WordingField)]
