"""The keys that personal data is encrypted with, themselves wrapped by the master keys.

Each tenant has a data key of its own: whoever has another's reads nothing, and what is kept of a tenant
is unreadable for good, in every backup too, once its keys are destroyed and the backups of this table
are gone. One key of the service makes the hashes by which encrypted text is found, and a second one
while it is changed.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from openbanking.fields import SecretField
from openbanking.models.base import BaseModel
from openbanking.models.tenancy import Tenant


class TenantKey(BaseModel):
    """A data key of a tenant (AES-256). One is in use; those that were are kept to open older text."""

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="keys",
        help_text="The family whose data it encrypts.",
        verbose_name="family",
    )
    wrapped = SecretField(help_text="The key, encrypted with FIELD_ENCRYPTION_KEYS.")
    retired_at = models.DateTimeField(
        null=True, help_text="Since when nothing is encrypted with it; empty for the one in use."
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(retired_at__isnull=True), name="tenant_key_one_in_use"
            )
        ]

    def __str__(self) -> str:
        return f"Key of {self.tenant_id}"


class ServiceKey(models.Model):
    """A key of the whole service, by what it is for."""

    INDEX = "index"
    # Takes its place, once every process has heard of it.
    NEXT_INDEX = "next index"

    purpose = models.CharField(max_length=20, primary_key=True, help_text="What it is for.")
    wrapped = SecretField(help_text="The key, encrypted with FIELD_ENCRYPTION_KEYS.")
    created_at = models.DateTimeField(auto_now_add=True, help_text="When it was made.")

    def __str__(self) -> str:
        return f"Key for {self.purpose}"
