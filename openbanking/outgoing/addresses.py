"""Which addresses are public ones: as they are typed, and as they are resolved."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

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


def resolved(host: str, port: int, *, local: bool) -> Iterator[tuple[str, int]]:
    """Yield what a name resolves to; raises AddressRefused where any of it is not public."""
    found = [
        str(entry[4][0]).partition("%")[0]
        for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ]
    if not all(may_be_reached(ip_address(each), local=local) for each in found):
        raise AddressRefused("The address leads into a network that is not public.")
    for each in dict.fromkeys(found):
        yield each, port
