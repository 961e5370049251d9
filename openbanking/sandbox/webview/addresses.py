"""Addresses of the webview, and those it sends people back to (Powens, Webview page)."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

LANGUAGE = "en"


def address_of(site: str, flow: str, **query: str) -> str:
    return f"{site}/webview/{LANGUAGE}/{flow}?{urlencode(query)}"


def is_callback(uri: str) -> bool:
    """Tell whether people can be sent back there: an absolute address without a query string."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    return bool(parts.scheme) and not parts.query
