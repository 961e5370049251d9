"""The pages of one family: which it is, who looks, and what is on each of them.

@family_page
def banks(page: FamilyPage) -> HttpResponse:
    return page.show("openbanking/banks.html", banks=page.ask("openbanking.…", Answer))

path("families/<slug:slug>/banks/", banks, name="banks")
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from contracts import problems
from openbanking.dashboard.asking import Answer, ask, ask_all, command
from openbanking.dashboard.surroundings import LAST_FAMILY
from openbanking.models import Membership, User
from openbanking.operations.pagination import MAX_PAGE_SIZE
from openbanking.operations.tenants.list import TenantPage, TenantSeen

Arguments = ParamSpec("Arguments")


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPage:
    """A page of a family, as one of its members asked for it."""

    request: HttpRequest
    family: TenantSeen
    families: Sequence[TenantSeen]
    now: datetime

    @property
    def user(self) -> User:
        """Return who looks."""
        return cast("User", self.request.user)

    @property
    def is_administered(self) -> bool:
        """Tell whether whoever looks administers the family."""
        return self.family.role == Membership.Role.ADMIN

    def ask(self, key: str, kind: type[Answer], /, **given: object) -> Answer:
        """Return the values that an operation answers with about the family; see `asking.ask`."""
        return ask(self.request, key, kind, tenant_id=self.family.id, **given)

    def ask_all(self, key: str, kind: type[Answer], /, **given: object) -> Iterator[Answer]:
        """Yield every page of a list about the family; see `asking.ask_all`."""
        return ask_all(
            self.request, key, kind, tenant_id=self.family.id, page_size=MAX_PAGE_SIZE, **given
        )

    def command(self, key: str, **given: object) -> None:
        """Run a command for the family; see `asking.command`."""
        command(self.request, key, tenant_id=self.family.id, **given)

    def show(self, template: str, *, status: int = 200, **context: object) -> HttpResponse:
        """Return the page; beside its own context it has the family, the others, and the time."""
        shared = {
            "family": self.family,
            "families": self.families,
            "is_administered": self.is_administered,
            "now": self.now,
        }
        return render(self.request, template, shared | context, status=status)


View = Callable[Concatenate[FamilyPage, Arguments], HttpResponseBase]


def family_page(view: View[Arguments]) -> Callable[..., HttpResponseBase]:
    """Make a view of a page of the family that the address names, for its members alone.

    A family that is not theirs is a 404, as one that does not exist. A refusal of an operation that
    the view does not catch is shown as a sentence.
    """

    @wraps(view)
    @never_cache
    def shown(request: HttpRequest, slug: str | None = None, **arguments: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_login(request)
        families = families_of(request)
        if not families:
            return _without_family(request)
        page = FamilyPage(
            request=request,
            family=_chosen(request, families, slug),
            families=families,
            now=timezone.now(),
        )
        if request.session.get(LAST_FAMILY) != page.family.slug:
            request.session[LAST_FAMILY] = page.family.slug
        try:
            return view(page, **arguments)  # type: ignore[call-arg]  # from the address
        except problems.Problem as problem:
            return page.show(
                "openbanking/problem.html", status=problem.status, sentence=gettext(problem.detail)
            )

    return shown


def families_of(request: HttpRequest) -> list[TenantSeen]:
    """Return the families that whoever looks belongs to."""
    pages = ask_all(request, "openbanking.tenants.list", TenantPage, page_size=MAX_PAGE_SIZE)
    return [each for page in pages for each in page.tenants]


def _chosen(request: HttpRequest, families: Sequence[TenantSeen], slug: str | None) -> TenantSeen:
    """Return the family that is named or, where none is, the last one that was looked at."""
    by_slug = {each.slug: each for each in families}
    if slug is None:
        return by_slug.get(request.session.get(LAST_FAMILY, ""), families[0])
    try:
        return by_slug[slug]
    except KeyError:
        raise Http404("There is no such family among theirs.") from None


def _without_family(request: HttpRequest) -> HttpResponse:
    """Send the staff to where they work; tell others that they belong to no family."""
    if getattr(request.user, "is_staff", False):
        return redirect("admin:index")
    return render(request, "openbanking/no_family.html")


def _to_login(request: HttpRequest) -> HttpResponse:
    """Send a stranger to the login; from a part of a page, the whole page goes there."""
    if not request.headers.get("HX-Request"):
        return redirect_to_login(request.get_full_path())
    back = reverse("dashboard")
    return HttpResponse(headers={"HX-Redirect": redirect_to_login(back).url})
