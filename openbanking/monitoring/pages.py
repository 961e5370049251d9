"""What monitoring asks over HTTP: `/healthz`, `/readyz` and `/metrics`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request

from openbanking.access.pages import ReadOnlyPage
from openbanking.monitoring.readiness import READINESS


class MetricsPage(ReadOnlyPage):
    """What Prometheus scrapes: for staff, by session or token."""

    permission_classes = [IsAdminUser]

    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


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
