"""Pages of the service: the dashboard and what is chosen on it, and whether the service can work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError
from django.db import connection as database
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from rest_framework.permissions import IsAdminUser, IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from contracts.caller import Caller
from openbanking.access import tenants_of
from openbanking.dashboard import families_of
from openbanking.enabling import ERASED, NotSwitched, switch
from openbanking.encryption import Secret, UnreadableSecret
from openbanking.jobs import SyncsOnceSent, sync_soon
from openbanking.linking import DISCONNECTED, CannotLink, disconnect
from openbanking.models import Account, Connection, Overview, PowensUser, Tenant


@login_required
@never_cache
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the families of whoever is signed in."""
    families = families_of(request.user, now=timezone.now())  # type: ignore[arg-type]
    return render(request, "openbanking/dashboard.html", {"families": families})


class Redirect(SyncsOnceSent, HttpResponseRedirect):
    """A redirect with a sync to come."""


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
        try:
            switch(account, enabled=to == "enable", now=timezone.now())
        except NotSwitched as error:
            trouble = str(error)
        else:
            answer = Redirect(reverse("dashboard"))
            sync_soon([account.connection.powens_user], answer)
            return answer
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
        try:
            disconnect(connection, now=timezone.now())
        except CannotLink as error:
            trouble = str(error)
        else:
            return redirect("dashboard")
    context = {"connection": connection, "disconnected": DISCONNECTED, "trouble": trouble}
    status = 503 if trouble else 200
    return render(request, "openbanking/disconnect_bank.html", context, status=status)


class ReadOnlyPage(APIView):
    """A page for sessions and tokens alike, in one form whatever is accepted."""

    http_method_names = ["get", "head"]
    schema = None

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Take any Accept header."""
        return super().perform_content_negotiation(request, force=True)


class MetricsPage(ReadOnlyPage):
    """What Prometheus scrapes: for staff, by session or token."""

    permission_classes = [IsAdminUser]

    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


class OverviewPage(ReadOnlyPage):
    """One overview as it was made: Markdown or JSON, for members of the family."""

    permission_classes = [IsAuthenticated]

    def get(self, request: Request, pk: UUID, form: str) -> HttpResponse:
        tenants = tenants_of(Caller(user=request.user, credential=request.auth))
        overview = get_object_or_404(Overview, pk=pk, tenant__in=tenants)
        if form == "json":
            return HttpResponse(overview.document, content_type="application/json")
        return HttpResponse(overview.summary, content_type="text/markdown; charset=utf-8")


def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process answers, and nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether the service can do its work: 200, or 503 with what is missing."""
    checks = {name: check() for name, check in READINESS.items()}
    ready = all(checks.values())
    body = {
        "status": "ok" if ready else "unavailable",
        "checks": {name: "ok" if passed else "failed" for name, passed in checks.items()},
    }
    return JsonResponse(body, status=200 if ready else 503)


def _database_answers() -> bool:
    try:
        with database.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrations_applied() -> bool:
    try:
        executor = MigrationExecutor(database)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _secrets_open() -> bool:
    """Tell whether the keys open a stored secret, or one sealed just now where none is stored."""
    try:
        user = PowensUser.objects.exclude(token=None).only("token").first()
        (user.token if user and user.token else Secret.seal("probe")).reveal()
    except (DatabaseError, UnreadableSecret):
        return False
    return True


READINESS: dict[str, Callable[[], bool]] = {
    "database": _database_answers,
    "migrations": _migrations_applied,
    "encryption": _secrets_open,
}
