"""Passwords that are guessed early: breached ones, names, words and patterns, from a local list."""

from __future__ import annotations

from decimal import Context, localcontext

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from zxcvbn import zxcvbn

from openbanking.models import User

# Of zxcvbn's scores from 0 to 4: from 3 on, more than 10^8 guesses are needed.
ENOUGH = 3
LONGEST = 72  # characters that zxcvbn looks at
PERSONAL = ("username", "first_name", "last_name", "email")


class GuessedPasswordValidator:
    """Refuse what zxcvbn guesses soon: it knows 30,000 breached passwords, and how people vary them."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that is guessed soon."""
        known = [str(getattr(user, name, "") or "") for name in PERSONAL] if user else []
        # Its numbers are estimates, and no amounts: they may be rounded.
        with localcontext(Context(traps=[])):
            found = zxcvbn(password[:LONGEST], user_inputs=[*filter(None, known), "banking", "family"])
        if found["score"] < ENOUGH:
            raise ValidationError(
                gettext(
                    "This password would be guessed soon: it is made of breached passwords, common "
                    "words or patterns. Several words that do not belong together are a good one."
                ),
                code="password_guessed",
            )

    def get_help_text(self) -> str:
        """Return what a password should be."""
        return gettext("Several words that do not belong together are a good password.")
