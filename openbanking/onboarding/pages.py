"""The page on which a newcomer sets their password, and from which they go on signed in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy

from openbanking.access import attempts
from openbanking.access.addresses import address_of
from openbanking.access.attempts import Door
from openbanking.models import User
from openbanking.onboarding.members import is_newcomer


class SetPassword(PasswordResetConfirmView):
    """Django's own page behind a link, for those alone who have no password yet."""

    template_name = "openbanking/onboarding/set_password.html"
    post_reset_login = True
    post_reset_login_backend = "django.contrib.auth.backends.ModelBackend"
    success_url = reverse_lazy("dashboard")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page, and count the links that open nothing."""
        address = address_of(request)
        if attempts.seconds_shut(Door.PASSWORD_LINK, address):
            return render(request, "429.html", status=429)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        if not self.validlink:
            attempts.failed(Door.PASSWORD_LINK, address, request.path)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """Set the password, unless somebody with the same link has done so in the meantime."""
        with transaction.atomic():
            person = User.objects.select_for_update().get(pk=form.user.pk)
            if is_newcomer(person):
                return super().form_valid(form)
        self.validlink = False
        return self.render_to_response(self.get_context_data(form=None))

    def get_user(self, uidb64: str) -> User | None:
        user: Any = super().get_user(uidb64)
        return user if user is not None and is_newcomer(user) else None
