"""The page on which a newcomer sets their password, and from which they go on signed in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import PasswordResetConfirmView
from django.urls import reverse_lazy

from openbanking.models import User
from openbanking.onboarding.members import is_newcomer


class SetPassword(PasswordResetConfirmView):
    """Django's own page behind a link, for those alone who have no password yet."""

    template_name = "openbanking/onboarding/set_password.html"
    post_reset_login = True
    success_url = reverse_lazy("dashboard")

    def get_user(self, uidb64: str) -> User | None:
        user: Any = super().get_user(uidb64)
        return user if user is not None and is_newcomer(user) else None
