"""Whose rows PostgreSQL shows a call or a page: those that the policy, or a membership, opens to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from contracts import Call, Caller
from openbanking.access.narrowing import check_accounts_of
from openbanking.access.staff import is_limited
from openbanking.access.tenancy import tenants_of
from openbanking.models import Tenant, User
from openbanking.walls.scope import Scope, seeing, seeing_every_tenant, seen_again


def confined(call: Call) -> AbstractContextManager[Scope]:
    """Show an admitted call its tenant alone, and its caller what is their own.

    Raises Problem for what its token does not open.
    """
    check_accounts_of(call)
    tenants: list[Any] = [] if call.tenant is None else [call.tenant.pk]
    return seeing(tenants, person=_person(call.caller))


def confined_to(caller: Caller) -> AbstractContextManager[Scope]:
    """Show whoever opens a page all of their tenants, narrowed to those their token was made for."""
    person = _person(caller)
    if person is None:
        return seeing()
    with seeing(person=person):
        tenants = list(tenants_of(caller).order_by().values_list("pk", flat=True))
    return seeing(tenants, person=person)


class ConfinedPages:
    """Middleware of pages for sessions: members see their families, staff in the admin theirs.

    Pages that tokens open too confine themselves, and the runner confines operations.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.ROW_LEVEL_SECURITY:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.admin = reverse("admin:index")
        self.operations = f"/{settings.CONTRACTS.get('PREFIX', 'api/')}", "/mcp"

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with self._scope(request) as scope:
            response = self.get_response(request)
        # What is streamed is asked for when it is sent; files are open already.
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            response.streaming_content = _parts(iter(response), scope)
        return response

    def _scope(self, request: HttpRequest) -> AbstractContextManager[Scope]:
        # What somebody put off to say who they are is not what the address says.
        path: str = getattr(request, "does", request.path_info)
        if path.startswith(self.operations):
            return seeing()
        if path.startswith(self.admin) and request.user.is_staff:
            return _worked_for(request.user)
        return confined_to(Caller(user=request.user))


def _worked_for(user: User) -> AbstractContextManager[Scope]:
    """Show staff the families they work for: all there are, unless they are limited."""
    if not is_limited(user):
        return seeing_every_tenant(person=user.pk)
    with seeing_every_tenant():
        tenants = list(Tenant.objects.worked_for_by(user).values_list("pk", flat=True))
    return seeing(tenants, person=user.pk)


def _parts(content: Iterator[bytes], scope: Scope) -> Iterator[bytes]:
    """Yield what is streamed, each part made while the rows of a page are seen."""
    while True:
        with seen_again(scope):
            part = next(content, None)
        if part is None:
            return
        yield part


def _person(caller: Caller) -> UUID | None:
    return caller.user.pk if caller.user.is_authenticated else None
