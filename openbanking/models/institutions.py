"""The banks: Powens' connectors."""

from __future__ import annotations

from django.db import models

from openbanking.models.base import BaseModel


class Institution(BaseModel):
    """A bank as Powens names it."""

    code = models.CharField(
        max_length=100,
        unique=True,
        help_text="The connector's UUID at Powens, the same on every domain.",
    )
    name = models.CharField(max_length=200, help_text="The bank's name.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
