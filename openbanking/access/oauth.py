"""Who calls with an access token of OAuth: a program, for what somebody allowed it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from oauth2_provider.models import AccessToken
from oauth2_provider.oauth2_validators import validate_resource_as_url_prefix

from openbanking.access.addresses import current_request
from openbanking.access.groups import keys_of
from openbanking.models import ApiToken
from openbanking.models.tokens import NOTHING

# Lets a secret scanner recognise a leaked one, and us whose kind of token it is.
ACCESS_PREFIX = "oba_"


def consent_behind(digest: str, now: datetime) -> ApiToken | None:
    """Return what was allowed to whoever has an access token, narrowed to the scopes of that.

    None for one that is unknown, expired or given back, or where what was allowed is over.
    """
    found = AccessToken.objects.filter(
        token_checksum=digest, expires__gt=now, refresh_token__revoked__isnull=True
    )
    row = found.values_list("scope", "resource", "refresh_token__token_family").first()
    if row is None or row[2] is None:
        return None
    scope, resources, family = row
    consent = ApiToken.objects.usable(now).filter(family=family).select_related("user").first()
    if consent is not None:
        opened = keys_of(scope.split()).intersection(consent.operations)
        consent.operations = sorted(opened) or [NOTHING]
        consent.resources = tuple(resources)
    return consent


def is_for_this(token: ApiToken) -> bool:
    """Tell whether a token may be shown at the address that is asked for (RFC 8707)."""
    request = current_request.get()
    if token.resources is None or request is None:
        return token.resources is None
    asked = f"{base_of(request)}{request.path}"
    return bool(token.resources) and validate_resource_as_url_prefix(asked, list(token.resources))


def base_of(request: HttpRequest) -> str:
    """Return where the service is, without a slash at the end: what SITE_URL says, else the request."""
    return str(settings.SITE_URL).rstrip("/") or f"{request.scheme}://{request.get_host()}"
