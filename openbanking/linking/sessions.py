"""Begin a trip to the webview, and take whoever comes back from one."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from openbanking.gateway.clients import as_user, renew_token
from openbanking.gateway.credentials import credentials_of
from openbanking.linking.redirects import check_registered
from openbanking.linking.users import powens_user_for
from openbanking.models import Connection, Flow, Invitation, PowensUser, Tenant, User, WebviewSession
from openbanking.powens import webview

# A bank's own login may take its time; Powens' links die in about as long.
STATE_LIFE = timedelta(hours=2)

Outcome = WebviewSession.Outcome
OUTCOMES = {
    webview.CANCELLED: Outcome.CANCELLED,
    webview.DECLINED: Outcome.DECLINED,
    webview.EXPIRED: Outcome.EXPIRED,
}


class InvitationUsed(Exception):
    """The link was followed before, or its time is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebviewRequest:
    """Who goes to the webview, for which tenant, and what for."""

    tenant: Tenant
    user: User
    flow: Flow
    connection: Connection | None = None
    invitation: Invitation | None = None

    def powens_user(self, *, now: datetime) -> PowensUser:
        """Return as whom to go: the owner of the connection, or the member's own Powens user."""
        if self.connection is not None:
            return self.connection.powens_user
        return powens_user_for(self.tenant, self.user, now=now)


def begin(
    request_for: WebviewRequest, *, redirect_uri: str, language: str, now: datetime
) -> tuple[WebviewSession, str]:
    """Return the session and the address to send the person to.

    Raises CannotLink, InvitationUsed, PowensError and UnreadableSecret; an invitation is then not
    used up, unless it was before.
    """
    powens_user = request_for.powens_user(now=now)
    if powens_user.rejected_at:
        # Somebody is here and asks for it, so a flagged user gets one more try.
        renew_token(powens_user, now=now)
    check_registered(powens_user, redirect_uri, now=now)
    code = as_user(powens_user, lambda client: client.temporary_code(), now=now)
    state = secrets.token_urlsafe(32)
    with transaction.atomic():
        if request_for.invitation is not None:
            taken = Invitation.objects.open(now).filter(pk=request_for.invitation.pk)
            if not taken.update(used_at=now, updated_at=now):
                raise InvitationUsed
        session = WebviewSession.objects.create(
            tenant=request_for.tenant,
            user=request_for.user,
            powens_user=powens_user,
            flow=request_for.flow,
            connection=request_for.connection,
            state_digest=_digest(state),
            expires_at=now + STATE_LIFE,
            created_at=now,
            updated_at=now,
        )
    credentials = credentials_of(powens_user)
    address = webview.webview_address(
        settings.POWENS_WEBVIEW_URL,
        request_for.flow,
        language=language,
        base_url=credentials.base_url,
        client_id=credentials.client_id,
        redirect_uri=redirect_uri,
        code=code,
        state=state,
        connection_id=request_for.connection.external_id if request_for.connection else "",
    )
    return session, address


def finish(
    state: str, came_back: webview.Return, *, user: User, begun_here: list[str], now: datetime
) -> WebviewSession | None:
    """Take whoever comes back, once; None for a state that is not theirs, over, or used.

    `begun_here` are the sessions this session began: a state is worth nothing in another's browser.
    """
    mine = WebviewSession.objects.filter(
        state_digest=_digest(state), user=user, pk__in=begun_here, expires_at__gt=now
    )
    outcome = OUTCOMES.get(came_back.error, Outcome.FAILED) if came_back.error else Outcome.DONE
    taken = mine.filter(returned_at__isnull=True).update(
        returned_at=now, updated_at=now, outcome=outcome, error=came_back.error
    )
    return mine.select_related("powens_user").get() if taken else None


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
