"""What monitoring asks over HTTP: `/healthz`, `/readyz` and `/metrics`."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.views import APIView

from openbanking.access.pages import ReadOnlyPage
from openbanking.access.staff import is_limited
from openbanking.access.tokens import METRICS
from openbanking.models import ApiToken
from openbanking.monitoring.metrics import registry
from openbanking.monitoring.readiness import READINESS
from openbanking.walls.scope import seeing_every_tenant


class IsStaff(IsAdminUser):
    """Somebody on the staff who works for every family: metrics tell of all of them.

    So does their token, unless it was made for some families or for other things.
    """

    message = "Metrics are for staff who work for every family. Use a token of somebody who does."

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view) or is_limited(request.user):
            return False
        token = request.auth
        return not isinstance(token, ApiToken) or (token.every_tenant and token.permits(METRICS))


class MetricsPage(ReadOnlyPage):
    """What Prometheus scrapes, in the format it accepts: for staff, by session or token."""

    permission_classes = [IsStaff]

    def get(self, request: Request) -> HttpResponse:
        encode, content_type = _encoder_for(request.headers.get("Accept", ""))
        headers = {"Cache-Control": "no-store", "Vary": "Accept"}
        with seeing_every_tenant():
            text = encode(registry)
        return HttpResponse(text, content_type=content_type, headers=headers)


def _encoder_for(accept: str) -> tuple[Callable[[Collector], bytes], str]:
    """Return how metrics are written for this Accept header, and what that format is called."""
    try:
        return choose_encoder(accept)
    except TypeError:
        # The library compares versions, and fails over one that is no number.
        return choose_encoder("")


def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process answers, and nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether the service can do its work: 200, or 503 with what is missing."""
    with seeing_every_tenant():
        checks = {name: check() for name, check in READINESS.items()}
    ready = all(checks.values())
    body = {
        "status": "ok" if ready else "unavailable",
        "checks": {name: "ok" if passed else "failed" for name, passed in checks.items()},
    }
    return JsonResponse(body, status=200 if ready else 503)
