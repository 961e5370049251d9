"""From which address a request comes, behind as many proxies as TRUSTED_PROXIES says."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from ipaddress import IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

UNKNOWN = "0.0.0.0"  # noqa: S104  (no interface: what stands for an address that is not known)

# The address of the request being answered; what has no request has none.
current_address: ContextVar[str] = ContextVar("current_address", default=UNKNOWN)
# That request: some credentials are good for some addresses of ours alone.
current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)


class AddressMiddleware:
    """Make address and request known to what sees a credential alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before, asked = current_address.set(address_of(request)), current_request.set(request)
        try:
            return self.get_response(request)
        finally:
            current_address.reset(before)
            current_request.reset(asked)


def address_of(request: HttpRequest) -> str:
    """Return the address of whoever asks; UNKNOWN where there is none, as over a Unix socket.

    Each proxy adds the address it was asked from at the end of X-Forwarded-For. What stands before those
    of our own proxies, anybody may have written.
    """
    proxies = settings.TRUSTED_PROXIES
    if proxies:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        text = hops[-proxies] if len(hops) >= proxies else ""
    else:
        text = request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return UNKNOWN


def present_network(request: HttpRequest) -> str:
    """Return whom the request being answered comes from, as AddressMiddleware found it."""
    return network_of(current_address.get())


def network_of(address: str) -> str:
    """Return whom an address stands for: of version 6, one caller has 2^64 of them."""
    if ":" not in address:
        return address
    return str(IPv6Network(f"{address}/64", strict=False).network_address)


def shortened(address: str) -> str:
    """Return the network an address is of, by which somebody knows a place and nobody finds a person.

    256 addresses of version 4, a /48 of version 6: what a provider gives a site. Empty for one that is
    not known.
    """
    if address == UNKNOWN:
        return ""
    return str(ip_network(f"{address}/{48 if ':' in address else 24}", strict=False))
