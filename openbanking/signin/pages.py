"""The login, with the people of the demonstration where it is one, first passwords, and signing out."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, password_set
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from openbanking.models import User
from openbanking.signin.confirmation import ask_before_secrets
from openbanking.signin.sessions import end_all

MOST_IN_DEMONSTRATION = 12


class SignIn(LoginView):
    """The login, by password, passkey or the identity provider."""

    def get_form(self, form_class: Any = None) -> Any:
        """Name the fields in the words of this service."""
        form = super().get_form(form_class)
        form.fields["login"].label = gettext_lazy("User name")
        for name in ("login", "password"):
            form.fields[name].widget.attrs.pop("placeholder", None)
        form.fields["password"].help_text = ""
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["mails_are_sent"] = settings.MAILS_ARE_SENT
        if settings.DEMO_PASSWORD:
            people = User.objects.filter(is_active=True).order_by("-is_staff", "username")
            context["demonstration"] = people[:MOST_IN_DEMONSTRATION]
            context["demo_password"] = settings.DEMO_PASSWORD
        return context


def locked_out(request: HttpRequest, *args: object) -> HttpResponse:
    """Tell whoever guessed too often to wait; it does not say whether anybody has that name."""
    answer = render(request, "openbanking/signin/locked.html", status=429)
    answer["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME * 3600))
    return answer


def set_password(request: HttpRequest) -> HttpResponse:
    """Take the first password of somebody who has none, once they have said who they are."""
    answer: HttpResponse = ask_before_secrets(request) or password_set(request)
    return answer


@login_required
@require_POST
def end_everywhere(request: HttpRequest) -> HttpResponse:
    """Sign whoever asks out on every device, this one among them."""
    end_all(request.user)  # type: ignore[arg-type]  # signed in
    logout(request)
    messages.success(request, gettext("You are signed out on every device."))
    return redirect("login")
