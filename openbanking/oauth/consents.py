"""What people allow programs: asked for, taken up with the code, and over where its tokens are."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from oauth2_provider.models import Application, RefreshToken

from openbanking.access import tokens
from openbanking.models import Account, ApiToken, Tenant, User
from openbanking.models.tokens import ApiTokenQuerySet, digest_of

# Begins the name of a consent in the audit, where a token has its first characters.
HINT = "app_"


def allow(
    user: User,
    application: Application,
    *,
    operations: Collection[str],
    tenants: Collection[Tenant] | None,
    accounts: Collection[Account] | None,
    expires_at: datetime | None,
) -> ApiToken:
    """Write down what somebody allows a program, before it has anything that opens it."""
    return tokens.write_consent(
        user=user,
        name=str(application)[:100],
        application=application,
        digest=digest_of(secrets.token_urlsafe()),
        hint=HINT + secrets.token_hex(4),
        operations=operations,
        tenants=tenants,
        accounts=accounts,
        expires_at=expires_at,
    )


def bind(consent: ApiToken, code: str) -> None:
    """Have a consent found by the code that a program is given for it; the code itself opens nothing."""
    consent.digest = digest_of(code)
    consent.save(update_fields=["digest"])


def is_pending(code: str) -> bool:
    """Tell whether a consent waits for this code."""
    return _pending(code).exists()


def begin(code: str, family: UUID) -> bool:
    """Let the tokens of a family open what was allowed; False where that is taken up, or revoked."""
    return bool(_pending(code).update(family=family, digest=digest_of(secrets.token_urlsafe())))


def is_good(family: UUID) -> bool:
    """Tell whether what was allowed to a family of tokens is still allowed."""
    return ApiToken.objects.usable(timezone.now()).filter(family=family).exists()


def family_of(checksum: str) -> UUID | None:
    """Return the family of a refresh token, or of the one an access token came with."""
    rows = RefreshToken.objects
    found = rows.filter(token_checksum=checksum) or rows.filter(access_token__token_checksum=checksum)
    return next(iter(found.values_list("token_family", flat=True)), None)


def end_if_over(family: UUID | None) -> None:
    """Revoke what was allowed to a family of tokens of which none is left."""
    left = RefreshToken.objects.filter(token_family=family, revoked__isnull=True)
    if family is not None and not left.exists():
        tokens.revoke(ApiToken.objects.filter(family=family), now=timezone.now())


def _pending(code: str) -> ApiTokenQuerySet:
    usable = ApiToken.objects.usable(timezone.now())
    return usable.filter(digest=digest_of(code), application__isnull=False, family__isnull=True)
