"""`/.well-known/security.txt` (RFC 9116): whom to tell of a vulnerability, as the operator says."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

ADDRESS = ".well-known/security.txt"


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say whom to tell; raises Http404 where nobody is named, or was up to a day that is over."""
    until: datetime | None = settings.SECURITY_CONTACT_UNTIL
    if until is None or until < timezone.now():
        raise Http404
    lines = [f"Contact: {each}" for each in settings.SECURITY_CONTACT]
    lines.append(f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}")
    if settings.SITE_URL:
        lines.append(f"Canonical: {settings.SITE_URL.rstrip('/')}/{ADDRESS}")
    return HttpResponse("".join(f"{each}\n" for each in lines), content_type="text/plain; charset=utf-8")
