"""Requests to addresses that people typed: never into our own network, and to no other place.

The name is resolved once, each of its addresses is judged, and the connection is made to one of those
that were judged: a name that resolves to something else a moment later changes nothing. Redirects are
not followed, proxies and credentials of the environment are not used.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

TIMEOUT = (5.0, 10.0)
# However slowly an answer drips in, it is cut off after so many seconds.
DEADLINE = 20.0
# IPv6 addresses that lead to an IPv4 one within them: RFC 6052.
NAT64 = IPv6Network("64:ff9b::/96")


class AddressRefused(ValueError):
    """The address is none that may be posted to; the message says why, and does not repeat it."""

    def __str__(self) -> str:
        return self.args[0] if self.args else (self.__doc__ or "")


def check_address(url: str, *, local: bool) -> None:
    """Raise AddressRefused for what may not be posted to by its form; `local` is for development.

    A name is judged when it is resolved, at each connection.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise AddressRefused("This is not an address.") from None
    if parts.scheme not in (("https", "http") if local else ("https",)):
        raise AddressRefused("Give an address that begins with https://.")
    if not host or port == 0:
        raise AddressRefused("The address names no host.")
    if parts.username or parts.password:
        raise AddressRefused("An address with a user name or a password in it is not taken.")
    try:
        literal = ip_address(host)
    except ValueError:
        return
    if not may_be_reached(literal, local=local):
        raise AddressRefused("The address is not a public one.")


def may_be_reached(address: IPv4Address | IPv6Address, *, local: bool) -> bool:
    """Tell whether an IP address is a public one; with `local` our own machine will do too."""
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return may_be_reached(inner, local=local)
    if local and address.is_loopback:
        return True
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 one stands for, if it stands for one."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    return IPv4Address(address.packed[-4:]) if address in NAT64 else None


def post(url: str, body: bytes, headers: dict[str, str], *, local: bool) -> int:
    """Post a body and return the status; raises AddressRefused, or RequestException of requests."""
    check_address(url, local=local)
    with requests.Session() as session:
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, _GuardedAdapter(local=local))
        with session.post(
            url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
        ) as response:
            return response.status_code


class _GuardedAdapter(HTTPAdapter):
    """Connects to addresses that were judged."""

    def __init__(self, *, local: bool) -> None:
        self._local = local
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = (
            {"http": _LocalHTTPPool, "https": _LocalHTTPSPool}
            if self._local
            else {"http": _HTTPPool, "https": _HTTPSPool}
        )


class _Guarded(HTTPConnection):
    """A connection to one of the addresses that a name has now, each of them judged."""

    local = False
    _deadline: Timer | None = None

    def _new_conn(self) -> socket.socket:
        refused: OSError | None = None
        for address in _resolved(self._dns_host, self.port or 0, local=self.local):
            try:
                connected = socket.create_connection(address, self.timeout)
            except OSError as error:
                refused = error
                continue
            self._deadline = Timer(DEADLINE, self._cut)
            self._deadline.daemon = True
            self._deadline.start()
            return connected
        raise NewConnectionError(self, "No address of this name takes connections.") from refused

    def close(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        super().close()

    def _cut(self) -> None:
        """End the reading of an answer that takes too long; its thread then meets the end."""
        if (sock := self.sock) is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def _resolved(host: str, port: int, *, local: bool) -> Iterator[tuple[str, int]]:
    """Yield what a name resolves to; raises AddressRefused where any of it is not public."""
    found = [
        str(entry[4][0]).partition("%")[0]
        for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ]
    if not all(may_be_reached(ip_address(each), local=local) for each in found):
        raise AddressRefused("The address leads into a network that is not public.")
    for each in dict.fromkeys(found):
        yield each, port


class _GuardedTLS(_Guarded, HTTPSConnection):
    pass


class _LocalGuarded(_Guarded):
    local = True


class _LocalGuardedTLS(_GuardedTLS):
    local = True


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTLS


class _LocalHTTPPool(HTTPConnectionPool):
    ConnectionCls = _LocalGuarded


class _LocalHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _LocalGuardedTLS
