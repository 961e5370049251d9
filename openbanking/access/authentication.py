"""Who is calling: bearer tokens, looked up by hash."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db.models import CharField, DateTimeField
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed

from contracts import problems
from openbanking.access import attempts, batches, recent
from openbanking.access.addresses import current_address, shortened
from openbanking.access.attempts import Door
from openbanking.access.oauth import ACCESS_PREFIX, consent_behind, is_for_this
from openbanking.access.usage import TokenUse
from openbanking.models import ApiToken, User
from openbanking.models.prepared import Parameter, Prepared
from openbanking.models.tokens import digest_of

# One write a minute is enough to show the last use.
LAST_USE_PRECISION = timedelta(minutes=1)


# Who may call with a token, as it is asked at each request.
_BY_DIGEST = Prepared(
    ApiToken.objects.usable(Parameter("now", DateTimeField()))
    .filter(digest=Parameter("digest", CharField()), application__isnull=True)
    .select_related("user")
    .order_by()
)


def authenticate(text: str) -> tuple[User, ApiToken]:
    """Return whose a token is, and the token; raises AuthenticationFailed for one that opens nothing.

    A token that was good is taken to be for ACCESS_CACHE_SECONDS. Raises RateLimited for an address
    that showed many wrong ones.
    """
    if seconds := attempts.seconds_shut(Door.TOKEN, current_address.get()):
        raise problems.RateLimited(
            f"Too many wrong tokens came from this address. Come back in {seconds} seconds.",
            retry_after=seconds,
        )
    now = timezone.now()
    digest = digest_of(text)
    by_oauth = text.startswith(ACCESS_PREFIX)
    token = recent.current.get(("token", digest), partial(_usable, digest, now, by_oauth=by_oauth))
    if by_oauth and not is_for_this(token):
        raise AuthenticationFailed("This token was made for other addresses. Ask for one for these.")
    if token.last_used_at is None or token.last_used_at < now - LAST_USE_PRECISION:
        batches.current.add(TokenUse(token.pk, shortened(current_address.get())), at=now)
    return token.user, token


def _usable(digest: str, now: datetime, *, by_oauth: bool) -> ApiToken:
    token = consent_behind(digest, now) if by_oauth else _BY_DIGEST.first(digest=digest, now=now)
    if token is None:
        attempts.failed(Door.TOKEN, current_address.get(), digest)
        raise AuthenticationFailed("This token is unknown, expired or revoked. Ask for a new one.")
    return token
