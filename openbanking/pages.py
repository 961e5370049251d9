"""Pages of the service itself: the dashboard, and whether it lives."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse


def dashboard(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})
