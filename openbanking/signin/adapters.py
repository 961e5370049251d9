"""What allauth does here in another way than by itself: nobody signs up, and secrets are encrypted."""

from __future__ import annotations

from decimal import Context, localcontext
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from openbanking.access.addresses import address_of
from openbanking.fields.encryption import Secret
from openbanking.models import User
from openbanking.signin import notices
from openbanking.signin.confirmation import ask_before_secrets
from openbanking.signin.devices import device_of
from openbanking.signin.guessing import is_shut_out
from openbanking.signin.sessions import is_fresh


class AccountAdapter(DefaultAccountAdapter):
    """Accounts that the staff makes; addresses of mail are theirs to change as well."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy(
            "User name and password do not match. Both are case-sensitive."
        )
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask nobody for their password again who gave it a moment ago.

        Whom an identity provider alone knows, allauth would never ask: they go there again.
        """
        if is_fresh(self.request):
            return False
        known_here = self.get_reauthentication_methods(self.request.user)
        if not known_here and (asked_first := ask_before_secrets(self.request)):
            raise ImmediateHttpResponse(asked_first)
        return True

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count no try against a name, and with it against its owner, that is refused anyway."""
        if not is_shut_out(request, credentials):
            super().pre_authenticate(request, **credentials)

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody what happened to their account, in the words of this service."""
        notices.tell(user, notices.OF_ALLAUTH[template_prefix], request=self.request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail that somebody asked for; none without a server, and never an error page."""
        if settings.MAILS_ARE_SENT:
            context = context | {"current_site": {"name": "Family banking"}}
            notices.post(self.render_mail(template_prefix, email, context))


class FactorAdapter(DefaultMFAAdapter):
    """Second factors, whose secrets are encrypted as every secret is."""

    def encrypt(self, text: str) -> str:
        return Secret.seal(text).ciphertext

    def decrypt(self, encrypted_text: str) -> str:
        return Secret(encrypted_text).reveal()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Call a passkey as the device on which it is made."""
        return device_of(context.request.headers.get("User-Agent", ""))

    def build_totp_svg(self, url: str) -> str:
        # Sizes of a drawing, and no amounts: they may be rounded.
        with localcontext(Context(traps=[])):
            return str(super().build_totp_svg(url))


class ProviderAdapter(DefaultSocialAccountAdapter):
    """People of an identity provider, who must be known here before: none is made by signing in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect who is known here by the address that the provider has verified, the first time.

        Refuses who is not known, and whose address several people here have.
        """
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        verified = [each.email for each in sociallogin.email_addresses if each.verified]
        people = User.objects.filter(email__iexact=verified[0]) if verified else User.objects.none()
        if len(people) != 1 or not people[0].is_active:
            raise ImmediateHttpResponse(render(request, "socialaccount/unknown.html", status=403))
        sociallogin.connect(request, people[0])
