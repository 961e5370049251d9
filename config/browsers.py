"""TLS, cookies and the origins of other sites: what is safe unless DEBUG, and what is refused."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment

YEAR = 31_536_000  # seconds
# Browsers take such a cookie from this host alone, over HTTPS alone, and for the whole of it.
OF_THIS_HOST = "__Host-"
VARIABLES: dict[str, tuple[Any, Any]] = {
    "CSRF_TRUSTED_ORIGINS": (list, []),
    "CORS_ALLOWED_ORIGINS": (list, []),
    "SECURE_SSL_REDIRECT": (bool, False),
}
# Settings that name addresses: where one is not HTTPS, somebody on the way reads or writes along.
ADDRESSES = ("CSRF_TRUSTED_ORIGINS", "CORS_ALLOWED_ORIGINS", "SITE_URL", "OIDC_ISSUER")


def settings(env: Environment, *, debug: bool, proxies: int) -> dict[str, Any]:
    """Return the settings of what goes to browsers; raises ImproperlyConfigured for unsafe ones.

    `proxies` of ours stand before the service, and say whether a request came over HTTPS: the header is
    their word, and without one in front anybody could send it.
    """
    if not debug:
        for name in ADDRESSES:
            given = env(name)
            for address in [given] if isinstance(given, str) else given:
                _insist_on_https(name, address)
    redirected: bool = env("SECURE_SSL_REDIRECT")
    return {
        **_cookies(secure=not debug),
        "CSRF_TRUSTED_ORIGINS": env("CSRF_TRUSTED_ORIGINS"),
        "CORS_ALLOWED_ORIGINS": env("CORS_ALLOWED_ORIGINS"),
        # Plain HTTP is served behind a proxy that ends TLS; only the operator knows whether to redirect.
        "SECURE_SSL_REDIRECT": redirected,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if proxies else None,
        # Sent over HTTPS alone, as RFC 6797 has it.
        "SECURE_HSTS_SECONDS": 0 if debug else YEAR,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": redirected,
        "SECURE_HSTS_PRELOAD": redirected,
        "SECURE_REFERRER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
    }


def _cookies(*, secure: bool) -> dict[str, Any]:
    prefix = OF_THIS_HOST if secure else ""
    names = {"SESSION": "sessionid", "CSRF": "csrftoken", "LANGUAGE": "language"}
    return {
        **{f"{each}_COOKIE_NAME": prefix + name for each, name in names.items()},
        # Of ours: by which a device is known again (openbanking.signin.devices).
        "DEVICE_COOKIE_NAME": f"{prefix}device",
        **{f"{each}_COOKIE_SECURE": secure for each in names},
        **{f"{each}_COOKIE_HTTPONLY": True for each in names},
        **{f"{each}_COOKIE_SAMESITE": "Lax" for each in names},
    }


def _insist_on_https(name: str, address: str) -> None:
    """Raise ImproperlyConfigured for what is neither HTTPS nor on this machine, or means everybody."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        raise ImproperlyConfigured(f"{name} holds something that is no address.") from None
    if host == "*" or address == "*":
        raise ImproperlyConfigured(f"{name} names everybody. Name hosts: https://bank.example.org.")
    if address and parts.scheme != "https" and not _is_this_machine(host):
        raise ImproperlyConfigured(
            f"{name} holds an address that does not begin with https://, which is for DEBUG=true alone."
        )


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
