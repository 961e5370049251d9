"""Bearer tokens of the REST interface: only their hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from openbanking.models.accounts import Account
from openbanking.models.base import BaseModel
from openbanking.models.prepared import Parameter
from openbanking.models.tenancy import Tenant

PREFIX = "obt_"  # lets a secret scanner recognise a leaked token
SHOWN = len(PREFIX) + 6
# In place of operations, where there are none: an empty list means all.
NOTHING = "nothing"


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

    def begun(self) -> ApiTokenQuerySet:
        """Leave out what was allowed to programs that never came for it."""
        return self.filter(Q(application__isnull=True) | Q(family__isnull=False))

    def issue(
        self,
        *,
        tenants: Collection[Tenant] | None = None,
        accounts: Collection[Account] | None = None,
        **fields: Any,
    ) -> tuple[ApiToken, str]:
        """Create a token and return it with its text, which is known this once only.

        `tenants` and `accounts` are what it is narrowed to, None for all of the person's. Whoever may
        read accounts alone is of their tenants alone.
        """
        text = PREFIX + secrets.token_urlsafe(32)
        token = self.write(
            digest=digest_of(text), hint=text[:SHOWN], tenants=tenants, accounts=accounts, **fields
        )
        return token, text

    def write(
        self,
        *,
        tenants: Collection[Tenant] | None = None,
        accounts: Collection[Account] | None = None,
        **fields: Any,
    ) -> ApiToken:
        """Create a row that is narrowed from the beginning."""
        with transaction.atomic():
            token = self.create(**fields)
            if accounts is not None:
                token.narrow_to_accounts(accounts)
            elif tenants is not None:
                token.narrow_to_tenants(tenants)
        return token


class ApiToken(BaseModel):
    """A key to the REST interface, as narrow as the one who made it wished."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="api_tokens",
        help_text="Whose rights the token carries.",
    )
    # Of a program that somebody let in by OAuth, whose tokens are a family of their own; it is known by
    # the code it was given until it has one.
    application = models.ForeignKey(
        "oauth2_provider.Application",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="The program that was let in, where it came by OAuth.",
    )
    family = models.UUIDField(null=True, unique=True, editable=False)
    name = models.CharField(
        max_length=100, blank=True, help_text="What it is for, in the words of whoever made it."
    )
    hint = models.CharField(max_length=16, help_text="First characters, to tell tokens apart.")
    digest = models.CharField(
        max_length=64, unique=True, editable=False, help_text="SHA-256 of the token."
    )
    # Said apart from the rows: where all of those are gone since, it opens nothing, and not everything.
    every_tenant = models.BooleanField(
        default=True,
        help_text="Whether it is good for all families of the person, also those to come.",
        verbose_name="every family",
    )
    tenants = models.ManyToManyField(
        Tenant,
        blank=True,
        related_name="+",
        help_text="Only these families, unless it is good for every one.",
        verbose_name="families",
    )
    every_account = models.BooleanField(
        default=True, help_text="Whether it is good for all accounts of its families."
    )
    accounts = models.ManyToManyField(
        Account,
        blank=True,
        related_name="+",
        help_text="Only these accounts, unless it is good for every one.",
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
    last_used_from = models.CharField(
        max_length=45,
        blank=True,
        editable=False,
        help_text="The network it was used from last: no more of an address is kept.",
    )

    objects = ApiTokenQuerySet.as_manager()

    # Where it may be shown; None for anywhere. Known of the access token that was shown, not of the row.
    resources: tuple[str, ...] | None = None

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)" if self.name else f"{self.hint}…"

    def narrow_to_tenants(self, tenants: Collection[Tenant]) -> None:
        """Make it good for these tenants alone; for none, where there are none."""
        self.every_tenant = False
        self.save(update_fields=["every_tenant"])
        self.tenants.set(tenants)

    def narrow_to_accounts(self, accounts: Collection[Account]) -> None:
        """Make it good for these accounts alone, and for their tenants."""
        self.every_account = False
        self.save(update_fields=["every_account"])
        self.accounts.set(accounts)
        self.narrow_to_tenants({each.tenant for each in accounts})

    def is_over(self, now: datetime) -> bool:
        """Tell whether it was revoked or has expired."""
        return self.revoked_at is not None or (self.expires_at is not None and self.expires_at <= now)

    def permits(self, operation_key: str) -> bool:
        """Tell whether the token was made for this operation."""
        return not self.operations or operation_key in self.operations
