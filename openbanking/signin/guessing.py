"""By which name wrong passwords are counted, however it is typed, and who is shut out by them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_credentials
from django.http import HttpRequest


def counted_name(name: str) -> str:
    """Return a user name as it is counted: allauth finds people by names in lower case."""
    return name.lower()


def name_of(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str | None:
    """Return the name to count a try under; None where none was given."""
    name = (credentials or {}).get("username")
    return None if name is None else counted_name(name)


def is_shut_out(request: HttpRequest, credentials: Mapping[str, Any]) -> bool:
    """Tell whether too many wrong passwords for this name came from where a request comes from."""
    return not AxesProxyHandler.is_allowed(request, get_credentials(**credentials))
