"""The dashboard as a page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from openbanking.dashboard.families import families_of


@login_required
@never_cache
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the tenants of whoever is signed in."""
    families = families_of(request.user, now=timezone.now())  # type: ignore[arg-type]
    return render(request, "openbanking/dashboard.html", {"families": families})
