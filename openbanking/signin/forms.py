"""Forms of second factors: few codes may be tried, and a passkey signs in alone unless it should not."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy

from openbanking.models import User

ACTION = "second_factor"
USED = "openbanking.signin.used"


class FewCodes(BaseAuthenticateForm):
    """Counts the codes that are tried for one person, who knows the password, until one is right."""

    def clean_code(self) -> str:
        """Return the code if it is right; raises ValidationError."""
        if not ratelimit.consume(context.request, action=ACTION, user=self.user):
            raise get_adapter().validation_error("too_many_login_attempts")
        code = str(super().clean_code())
        if not _opens_first(self.user, code):
            raise get_factor_adapter().validation_error("incorrect_code")
        ratelimit.clear(context.request, action=ACTION, user=self.user)
        return code


def _opens_first(person: User, code: str) -> bool:
    """Tell whether a code opens something for the first time, and remember it while it is right.

    allauth remembers it for one period, and takes it before and after its own as well.
    """
    right_for = (2 * app_settings.TOTP_TOLERANCE + 1) * app_settings.TOTP_PERIOD  # seconds
    key = f"{USED}?user={person.pk}&code={normalize_user_code(code)}"
    return bool(cache.add(key, True, timeout=right_for))


class CodeAtSignIn(FewCodes, AuthenticateForm):
    """Asks for a code after the password."""


class CodeAgain(FewCodes, ReauthenticateForm):
    """Asks for a code before something that gives power."""


class NewPasskey(AddWebAuthnForm):
    """Takes what the browser made, under a name to know it by."""

    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)
    passwordless = forms.BooleanField(
        label=gettext_lazy("It signs me in alone, without my password"), required=False, initial=True
    )
