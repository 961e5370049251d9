"""The pages of a member's own banks: enable or disable an account, disconnect a bank."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from openbanking.access.audit import record_choice
from openbanking.jobs import Reason, request_sync
from openbanking.linking.disconnection import DISCONNECTED, NotDisconnected, disconnect
from openbanking.linking.selection import ERASED, NotChanged, set_enabled
from openbanking.models import Account, Connection, Tenant, User


@login_required
@never_cache
def switch_account(request: HttpRequest, pk: UUID, to: str) -> HttpResponse:
    """Ask whether to enable or disable an account of one's own, and do it."""
    account = get_object_or_404(
        Account.objects.select_related(
            "tenant", "connection__institution", "connection__powens_user__application"
        ),
        pk=pk,
        tenant__in=Tenant.objects.visible_to(request.user),
        connection__powens_user__user=request.user,
    )
    trouble = ""
    if request.method == "POST":
        now, enabled = timezone.now(), to == "enable"
        try:
            set_enabled(account, enabled=enabled, now=now)
        except NotChanged as error:
            trouble = str(error)
        else:
            did = "enabled" if enabled else "disabled"
            record_choice(account, by=cast("User", request.user), did=did, now=now)
            request_sync([account.connection.powens_user], reason=Reason.SELECTION)
            return redirect("banks", account.tenant.slug)
    context = {"account": account, "to": to, "erased": ERASED, "trouble": trouble}
    status = 503 if trouble else 200
    return render(request, "openbanking/switch_account.html", context, status=status)


@login_required
@never_cache
def disconnect_bank(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask whether to disconnect a bank of one's own, and do it."""
    connection = get_object_or_404(
        Connection.objects.select_related("tenant", "institution", "powens_user__application"),
        pk=pk,
        vanished_at__isnull=True,
        tenant__in=Tenant.objects.visible_to(request.user),
        powens_user__user=request.user,
    )
    trouble = ""
    if request.method == "POST":
        now = timezone.now()
        try:
            disconnect(connection, now=now)
        except NotDisconnected as error:
            trouble = str(error)
        else:
            record_choice(connection, by=cast("User", request.user), did="disconnected", now=now)
            return redirect("banks", connection.tenant.slug)
    context = {"connection": connection, "disconnected": DISCONNECTED, "trouble": trouble}
    status = 503 if trouble else 200
    return render(request, "openbanking/disconnect_bank.html", context, status=status)
