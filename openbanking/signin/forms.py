"""Forms of second factors: few codes may be tried, and a passkey signs in alone unless it should not."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy

ACTION = "second_factor"


class FewCodes(BaseAuthenticateForm):
    """Counts the codes that are tried for one person, who knows the password, until one is right."""

    def clean_code(self) -> str:
        """Return the code if it is right; raises ValidationError."""
        if not ratelimit.consume(context.request, action=ACTION, user=self.user):
            raise get_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()
        ratelimit.clear(context.request, action=ACTION, user=self.user)
        return str(code)


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
