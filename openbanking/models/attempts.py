"""Credentials that opened nothing, by the address they came from."""

from __future__ import annotations

from django.db import models

from openbanking.models.base import BaseModel


class FailedAttempt(BaseModel):
    """One wrong credential from one address: the same one again is no other guess."""

    door = models.CharField(max_length=20, help_text="Of which kind the credential was.")
    address = models.GenericIPAddressField(help_text="From where it came.")
    digest = models.CharField(max_length=64, help_text="Keyed digest of the credential.")
    at = models.DateTimeField(help_text="When it came last.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["door", "address", "digest"], name="failed_attempt_once_per_credential"
            )
        ]
        indexes = [models.Index(fields=["at"], name="failed_attempt_by_time")]

    def __str__(self) -> str:
        return self.door
