"""The pages of somebody's tokens: which there are, a new one, which is shown once, and its end."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from openbanking.access import audit, tokens
from openbanking.access.groups import in_words
from openbanking.dashboard.programs.forms import TokenForm
from openbanking.models import ApiToken, User
from openbanking.models.tokens import ApiTokenQuerySet
from openbanking.signin.confirmation import ask_before_change

# So many that open nothing any more are listed.
MOST_OVER = 20


@login_required
@never_cache
def token_list(request: HttpRequest) -> HttpResponse:
    """Show what programs may do in the name of whoever looks."""
    now = timezone.now()
    rows = list(_own(request).begun().prefetch_related("tenants", "accounts__connection__institution"))
    for each in rows:
        each.may = in_words(each.operations)  # type: ignore[attr-defined]  # for the template
    over = [each for each in rows if each.is_over(now)]
    context = {
        "good": [each for each in rows if not each.is_over(now)],
        "over": over[:MOST_OVER],
        "now": now,
    }
    return render(request, "openbanking/programs/list.html", context)


@login_required
@never_cache
def new_token(request: HttpRequest) -> HttpResponse:
    """Ask what a new token is for, make it, and show it this once."""
    if asked_first := ask_before_change(request):
        return asked_first
    typed = request.POST if request.method == "POST" else None
    form = TokenForm(typed, user=_user(request))
    if not form.is_valid():
        return render(request, "openbanking/programs/new.html", {"form": form})
    now = timezone.now()
    try:
        token, text = tokens.make_token(
            _user(request),
            expires_at=tokens.expiry_in(form.cleaned_data["days"], now=now),
            **form.given(),
        )
    except tokens.NothingLeft:
        form.add_error("reach", gettext("None of this can be done for some accounts alone."))
        return render(request, "openbanking/programs/new.html", {"form": form})
    audit.record_token(token, by=_user(request), did="made", now=now)
    # Not through a redirect: what is remembered for the next page is kept in a cookie.
    return render(request, "openbanking/programs/made.html", {"token": token, "text": text})


@login_required
@never_cache
def revoke_token(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask whether a token is to end, and end it."""
    token = get_object_or_404(_own(request).filter(revoked_at__isnull=True), pk=pk)
    if request.method != "POST":
        return render(request, "openbanking/programs/revoke.html", {"token": token})
    now = timezone.now()
    tokens.revoke(ApiToken.objects.filter(pk=token.pk), now=now)
    audit.record_token(token, by=_user(request), did="revoked", now=now)
    messages.success(request, gettext("It opens nothing any more."))
    return redirect("tokens")


def _own(request: HttpRequest) -> ApiTokenQuerySet:
    return ApiToken.objects.filter(user=_user(request))


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)
