"""A program that comes by OAuth, and what the browser of whoever lets it in does."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from oauth2_provider.models import Application

REDIRECT = "https://app.example.org/back"
AUTHORIZE, TOKEN, REVOKE = "/oauth/authorize/", "/oauth/token/", "/oauth/revoke/"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def make_application(**columns: Any) -> Application:
    """Make a program known, a public one unless it says otherwise."""
    return Application.objects.create(
        **{
            "name": "Household book",
            "client_type": Application.CLIENT_PUBLIC,
            "authorization_grant_type": Application.GRANT_AUTHORIZATION_CODE,
            "redirect_uris": REDIRECT,
            **columns,
        }
    )


class Program:
    """A client of OAuth with PKCE."""

    def __init__(self, application: Application, secret: str = "") -> None:
        self.application, self.secret = application, secret
        self.verifier = secrets.token_urlsafe(48)
        self.http = Client()

    def asking(self, **given: Any) -> dict[str, Any]:
        """Return the parameters with which it sends somebody to the page of consent."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.application.client_id,
            "redirect_uri": REDIRECT,
            "scope": "accounts:read balances:read",
            "state": "of-this-visit",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **given,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def token(self, code: str, **given: Any) -> Any:
        """Ask for tokens for a code."""
        return self._post(
            grant_type="authorization_code",
            code=code,
            redirect_uri=REDIRECT,
            code_verifier=self.verifier,
            **given,
        )

    def refresh(self, token: str, **given: Any) -> Any:
        return self._post(grant_type="refresh_token", refresh_token=token, **given)

    def revoke(self, token: str) -> Any:
        return self.http.post(REVOKE, {"token": token, "client_id": self.application.client_id})

    def _post(self, **given: Any) -> Any:
        sent = {"client_id": self.application.client_id, **given}
        if self.secret:
            sent["client_secret"] = self.secret
        return self.http.post(TOKEN, {name: each for name, each in sent.items() if each is not None})


def allow(browser: Client, page: Any, **chosen: Any) -> Any:
    """Press Allow on the page of consent as it is, but for what is chosen otherwise."""
    form = page.context["form"]
    sent = dict(HIDDEN.findall(page.content.decode()))
    sent |= {"allow": "true", "days": "90", "groups": form.asked, **chosen}
    return browser.post(AUTHORIZE, {name: each for name, each in sent.items() if each is not None})


def query_of(answer: Any) -> dict[str, str]:
    """Return what a redirect brings back to the program."""
    assert answer.status_code == 302, answer.content
    return {name: each[0] for name, each in parse_qs(urlsplit(answer["Location"]).query).items()}
