"""The page on which somebody allows a program what it asks for, or a part of it, or nothing."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from oauth2_provider.exceptions import OAuthToolkitError
from oauth2_provider.models import Application
from oauth2_provider.views import AuthorizationView
from oauthlib.oauth2.rfc6749.errors import CustomOAuth2Error

from openbanking.access import audit
from openbanking.access.tokens import NothingLeft, expiry_in
from openbanking.models import User
from openbanking.oauth import consents
from openbanking.oauth.forms import ConsentForm
from openbanking.oauth.resources import default_resources, is_address, is_ours
from openbanking.signin.confirmation import ask_before_secrets


@method_decorator(never_cache, name="dispatch")
class Consent(AuthorizationView):
    """Asks whoever is signed in, who has said who they are a moment ago."""

    template_name = "openbanking/programs/allow.html"
    form_class = ConsentForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and (asked_first := ask_before_secrets(request)):
            return asked_first
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what is asked for; each time, whatever the program would like to be spared."""
        query = request.GET.copy()
        query["approval_prompt"] = "force"
        request.GET = query  # type: ignore[assignment]  # not immutable
        foreign = [each for each in query.getlist("resource") if not is_ours(each, request)]
        if foreign and (refused := self._without_foreign(request)) is not None:
            return refused
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def get_form_kwargs(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().get_form_kwargs()
        asked["initial"] = asked.get("initial") or self.get_initial()
        return asked | {"user": self.request.user, "asked": self._asked_scopes()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form = context.get("form")
        if form is not None:
            application = context.get("application") or form.application()
            context |= {
                "application": application,
                "program": str(application or ""),
                "leads_to": _place(form["redirect_uri"].value()),
            }
        return context

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().render_to_response(context, **kwargs)
        form = context.get("form")
        if form is not None:
            # Browsers hold the redirect that follows a form against the policy of the form's page.
            answer._csp_update = {"form-action": [_place(form["redirect_uri"].value())]}  # type: ignore[attr-defined]
        return answer

    def create_authorization_response(
        self, request: HttpRequest, scopes: str, credentials: dict[str, Any], allow: bool
    ) -> Any:
        """Write down what is allowed with the code for it, or neither."""
        if not allow or not hasattr(self, "chosen"):
            return super().create_authorization_response(request, scopes, credentials, allow)
        asked = credentials.get("resource") or []
        if not all(is_ours(each, request) for each in asked):
            raise _wrong_target(credentials)
        credentials["resource"] = asked or default_resources(request)
        now = timezone.now()
        user = cast("User", request.user)
        with transaction.atomic():
            credentials["consent"] = consents.allow(
                user,
                Application.objects.get(client_id=credentials["client_id"]),
                expires_at=expiry_in(self.chosen["days"], now=now),
                **self.chosen["narrowed"],
            )
            answer = super().create_authorization_response(
                request, " ".join(self.chosen["scopes"]), credentials, allow
            )
            audit.record_token(credentials["consent"], by=user, did="made", now=now)
        return answer

    def form_valid(self, form: ConsentForm) -> HttpResponse:
        """Lead back to the program, with a code or with the refusal.

        Raises SuspiciousOperation for a resource that the form was not made with.
        """
        if not all(map(is_address, form.cleaned_data["resource"].split())):
            raise SuspiciousOperation("A resource is no address.")
        if form.cleaned_data["allow"]:
            self.chosen = form.chosen()
        try:
            answer: HttpResponse = super().form_valid(form)
        except NothingLeft:
            form.say_that_nothing_is_left()
            return self.render_to_response(self.get_context_data(form=form))
        return answer

    def _asked_scopes(self) -> list[str]:
        """Return what the program asks for: on the page, in the form it sends, else nothing."""
        if self.request.method == "POST":
            return str(self.request.POST.get("scope", "")).split()
        return list(self.oauth2_data.get("scopes", []))

    def _without_foreign(self, request: HttpRequest) -> HttpResponse | None:
        """Refuse a token for somebody else's service; None where the request is refused anyway."""
        try:
            _, credentials = self.validate_authorization_request(request)
        except OAuthToolkitError:
            return None
        application = Application.objects.get(client_id=credentials["client_id"])
        refused: HttpResponse = self.error_response(_wrong_target(credentials), application)
        return refused


def _wrong_target(credentials: dict[str, Any]) -> OAuthToolkitError:
    error = CustomOAuth2Error(
        error="invalid_target",
        description="This service is not that resource.",
        state=credentials.get("state"),
    )
    return OAuthToolkitError(error=error, redirect_uri=credentials["redirect_uri"])


def _place(redirect_uri: str | None) -> str:
    """Return where an address is, without its path: `https://app.example.org`."""
    parts = urlsplit(redirect_uri or "")
    return f"{parts.scheme}://{parts.netloc}"
