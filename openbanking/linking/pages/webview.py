"""The pages of linking: off to the webview, back from it, and how the first sync is getting on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openbanking.access import attempts
from openbanking.access.addresses import address_of
from openbanking.access.attempts import Door
from openbanking.fields.encryption import UnreadableSecret
from openbanking.gateway.credentials import NotConfigured, check_configured
from openbanking.health.failures import condition_of_failure
from openbanking.jobs import Reason, request_sync
from openbanking.linking.progress import session_progress
from openbanking.linking.sessions import InvitationUsed, WebviewRequest, begin, finish
from openbanking.linking.users import CannotLink
from openbanking.models import Connection, Flow, Invitation, Tenant, WebviewSession
from openbanking.powens import PowensError
from openbanking.powens.webview import read_return

SESSIONS = "webview_sessions"
REMEMBERED = 5  # sessions a session may have open, in as many tabs
NO_INVITATION = gettext_noop(
    "This link was used before, or its time is over. Ask the staff for a new one."
)
NOT_THEIRS = gettext_noop(
    "This return from the bank's page was not begun here, was taken before, or took too long. If you "
    "connected a bank, it will appear by itself; else start again."
)


@login_required
@require_safe
@never_cache
def connect(request: HttpRequest) -> HttpResponse:
    """Send a member to connect a bank, for the tenant named, or for the only one they have."""
    tenants = list(Tenant.objects.visible_to(request.user))
    if "tenant" in request.GET:
        tenants = [each for each in tenants if each.slug == request.GET["tenant"]]
        if not tenants:
            raise Http404
    if not tenants:
        return _message(
            request, gettext("You do not belong to a family yet. Ask the staff to add you."), 403
        )
    # Another site may link here, but not send people off in our name without their asking.
    if len(tenants) > 1 or request.headers.get("Sec-Fetch-Site") == "cross-site":
        return render(request, "openbanking/webview/choose.html", {"families": tenants})
    return _leave(request, WebviewRequest(tenant=tenants[0], user=request.user, flow=Flow.CONNECT))  # type: ignore[arg-type]


@login_required
@require_safe
@never_cache
def repair(request: HttpRequest, flow: str, pk: UUID) -> HttpResponse:
    """Send the member whose bank it is to reconnect it, or to choose its accounts."""
    connection = get_object_or_404(
        Connection.objects.select_related("tenant", "powens_user__application", "institution"),
        pk=pk,
        vanished_at__isnull=True,
        tenant__in=Tenant.objects.visible_to(request.user),
    )
    if connection.powens_user.user_id != request.user.pk:
        return _message(request, gettext("Only the member who connected this bank can do that."), 403)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return render(request, "openbanking/webview/confirm.html", {"connection": connection})
    return _leave(
        request,
        WebviewRequest(
            tenant=connection.tenant,
            user=request.user,
            flow=Flow(flow),
            connection=connection,
        ),
    )


@login_required
@never_cache
def invitation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what the staff ask for, and send the member there once they agree."""
    address = address_of(request)
    if attempts.seconds_shut(Door.INVITATION, address):
        return _message(request, gettext("Too many attempts. Wait a few minutes, then try again."), 429)
    found = (
        Invitation.objects.select_related(
            "tenant", "connection__powens_user__application", "connection__institution"
        )
        .filter(pk=pk, user=request.user.pk, tenant__in=Tenant.objects.visible_to(request.user))
        .first()
    )
    if found is None:
        attempts.failed(Door.INVITATION, address, str(pk))
        raise Http404
    now = timezone.now()
    gone = found.connection is not None and found.connection.vanished_at is not None
    if gone or not Invitation.objects.open(now).filter(pk=found.pk).exists():
        return _message(request, gettext(NO_INVITATION), 410)
    if request.method != "POST":
        return render(request, "openbanking/webview/invitation.html", {"invitation": found})
    return _leave(
        request,
        WebviewRequest(
            tenant=found.tenant,
            user=request.user,  # type: ignore[arg-type]
            flow=Flow(found.flow),
            connection=found.connection,
            invitation=found,
        ),
    )


@login_required
@require_safe
@never_cache
def callback(request: HttpRequest) -> HttpResponse:
    """Take whoever comes back from the webview: once, in the session that went, and start a sync."""
    session = finish(
        request.GET.get("state", ""),
        read_return(request.GET),
        user=request.user,  # type: ignore[arg-type]
        begun_here=request.session.get(SESSIONS, []),
        now=timezone.now(),
    )
    if session is None:
        return _message(request, gettext(NOT_THEIRS), 400)
    if session.outcome == WebviewSession.Outcome.DONE:
        request_sync([session.powens_user], reason=Reason.LINKING)
    return redirect("webview-session", pk=session.pk)


@login_required
@require_safe
@never_cache
def session(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how a session ended and how far the sync after it is."""
    found = get_object_or_404(
        WebviewSession.objects.select_related("tenant", "powens_user"),
        pk=pk,
        user=request.user,
        tenant__in=Tenant.objects.visible_to(request.user),
    )
    progress = session_progress(found, now=timezone.now())
    return render(request, "openbanking/webview/session.html", {"session": found, "progress": progress})


def _leave(request: HttpRequest, request_for: WebviewRequest) -> HttpResponse:
    try:
        check_configured([])
        found, address = begin(
            request_for,
            redirect_uri=request.build_absolute_uri(reverse("webview-callback")),
            language=(get_language() or settings.LANGUAGE_CODE)[:2],
            now=timezone.now(),
        )
    except InvitationUsed:
        return _message(request, gettext(NO_INVITATION), 410)
    except (CannotLink, NotConfigured) as error:
        return _message(request, str(error), 503)
    except (PowensError, UnreadableSecret) as error:
        return _message(request, gettext(condition_of_failure(error).message), 503)
    request.session[SESSIONS] = [*request.session.get(SESSIONS, []), str(found.pk)][-REMEMBERED:]
    return redirect(address)


def _message(request: HttpRequest, message: str, status: int) -> HttpResponse:
    context: dict[str, Any] = {"message": message}
    return render(request, "openbanking/webview/message.html", context, status=status)
