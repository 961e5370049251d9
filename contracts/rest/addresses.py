"""From where a request comes, and how many come from there."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address

from django.http import HttpRequest

from contracts.conf import contracts_settings, function_at
from contracts.execution.floods import counted_address

AddressOf = Callable[[HttpRequest], str]


def count_address(request: HttpRequest) -> None:
    """Count a request against the rate of its address; raises TooManyCalls for one too many.

    Those of this machine itself are not counted: they are its own programs, or all there are where a
    proxy on it says nothing of addresses.
    """
    address = _address_of(request)
    if not _is_of_this_machine(address):
        counted_address(address, instant=time.time())


def _is_of_this_machine(address: str) -> bool:
    with suppress(ValueError):
        return ip_address(address).is_loopback
    return False


def _address_of(request: HttpRequest) -> str:
    named = contracts_settings().address_of
    if not named:
        return str(request.META.get("REMOTE_ADDR", ""))
    address_of: AddressOf = function_at(named)
    return address_of(request)
