"""Bearer tokens of the REST interface: only their hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from openbanking.models.base import BaseModel
from openbanking.models.prepared import Parameter
from openbanking.models.tenancy import Tenant

PREFIX = "obt_"  # lets a secret scanner recognise a leaked token
SHOWN = len(PREFIX) + 6


def digest_of(token: str) -> str:
    """Return the SHA-256 of a token in hexadecimal; 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, now: datetime | Parameter) -> ApiTokenQuerySet:
        """Return the tokens that still open something at `now`."""
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now),
            revoked_at__isnull=True,
            user__is_active=True,
        )

    def issue(self, **fields: Any) -> tuple[ApiToken, str]:
        """Create a token and return it with its text, which is known this once only."""
        text = PREFIX + secrets.token_urlsafe(32)
        return self.create(digest=digest_of(text), hint=text[:SHOWN], **fields), text


class ApiToken(BaseModel):
    """A key to the REST interface, as narrow as the one who made it wished."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="api_tokens",
        help_text="Whose rights the token carries.",
    )
    hint = models.CharField(max_length=16, help_text="First characters, to tell tokens apart.")
    digest = models.CharField(
        max_length=64, unique=True, editable=False, help_text="SHA-256 of the token."
    )
    tenants = models.ManyToManyField(
        Tenant,
        blank=True,
        related_name="+",
        help_text="Only these families; none means all of the person's.",
        verbose_name="families",
    )
    operations = models.JSONField(
        default=list, blank=True, help_text="Only these operation keys; none means all."
    )
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on it opens nothing; empty means never."
    )
    revoked_at = models.DateTimeField(
        null=True, blank=True, help_text="Set to switch the token off at once."
    )
    last_used_at = models.DateTimeField(null=True, editable=False, help_text="Last use, to the minute.")

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.hint}…"

    def permits(self, operation_key: str) -> bool:
        """Tell whether the token was made for this operation."""
        return not self.operations or operation_key in self.operations
