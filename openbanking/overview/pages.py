"""An overview as a page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from contracts import Caller, Channel, problems
from openbanking.access.audit import about, record_page
from openbanking.access.confinement import confined_to
from openbanking.access.pages import ReadOnlyPage
from openbanking.access.tenancy import tenants_of
from openbanking.models import ApiToken, Overview

# Whoever may make overviews may read them.
OVERVIEW = "pfo.openbanking.generate-overview"


class OverviewPage(ReadOnlyPage):
    """One overview as it was made: Markdown or JSON, for members of the tenant."""

    permission_classes = [IsAuthenticated]

    def get(self, request: Request, pk: UUID, form: str) -> HttpResponse:
        caller = Caller(user=request.user, credential=request.auth)
        _check_token(caller)
        with confined_to(caller):
            overview = get_object_or_404(Overview, pk=pk, tenant__in=tenants_of(caller))
            text = overview.document if form == "json" else overview.summary
        record_page(
            user=request.user,  # type: ignore[arg-type]  # signed in
            channel=Channel.REST if request.auth else Channel.PAGE,
            page="page.overview",
            tenant=str(overview.tenant_id),
            token=request.auth.hint if isinstance(request.auth, ApiToken) else "",
            about=about(overview),
            now=timezone.now(),
        )
        kind = "application/json" if form == "json" else "text/markdown; charset=utf-8"
        return HttpResponse(text, content_type=kind)


def _check_token(caller: Caller) -> None:
    """Refuse a token that would not make an overview: one for other operations, or for some accounts."""
    token = caller.credential
    if isinstance(token, ApiToken) and not (token.every_account and token.permits(OVERVIEW)):
        raise problems.Forbidden("This token is not good for overviews. Use one that is.")
