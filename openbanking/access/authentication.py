"""Who is calling: bearer tokens, looked up by hash at every request so that revoking acts at once."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from openbanking.models import ApiToken, User
from openbanking.models.tokens import digest_of

# One write a minute is enough to show the last use, and keeps reads from queueing for a write.
LAST_USE_PRECISION = timedelta(minutes=1)


def authenticate(text: str) -> tuple[User, ApiToken]:
    """Return whose a token is, and the token; raises AuthenticationFailed for one that opens nothing."""
    now = timezone.now()
    token = ApiToken.objects.usable(now).select_related("user").filter(digest=digest_of(text)).first()
    if token is None:
        raise AuthenticationFailed("This token is unknown, expired or revoked. Ask for a new one.")
    ApiToken.objects.filter(
        Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - LAST_USE_PRECISION),
        pk=token.pk,
    ).update(last_used_at=now)
    return token.user, token


class BearerTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>` (RFC 6750)."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the token and whose it is; raises AuthenticationFailed for one that opens nothing."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        if len(words) != 2:
            raise AuthenticationFailed("Send the header as: Authorization: Bearer <token>.")
        return authenticate(words[1].decode(errors="replace"))

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge that goes with a 401."""
        return 'Bearer realm="api"'
