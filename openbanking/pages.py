"""Pages of the service itself: the dashboard, and whether the service lives and can work."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from openbanking.dashboard import families_of
from openbanking.encryption import Secret, UnreadableSecret
from openbanking.models import PowensUser


@login_required
@never_cache
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the families of whoever is signed in."""
    families = families_of(request.user, now=timezone.now())  # type: ignore[arg-type]
    return render(request, "openbanking/dashboard.html", {"families": families})


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
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrations_applied() -> bool:
    try:
        executor = MigrationExecutor(connection)
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
