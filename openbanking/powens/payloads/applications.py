"""The application itself (Powens, `GET /clients/{id}`, as observed; not in its reference)."""

from __future__ import annotations

from openbanking.powens.payloads.base import Payload

Addresses = list[str] | str | None


class Application(Payload):
    """What an application is registered with."""

    redirect_uris: Addresses = None
    redirect_uri: Addresses = None

    @property
    def redirects(self) -> list[str] | None:
        """Return the addresses the webview may send people to; None where Powens does not say."""
        given = self.redirect_uri if self.redirect_uris is None else self.redirect_uris
        if given is None:
            return None
        return [each.strip() for each in ([given] if isinstance(given, str) else given)]
