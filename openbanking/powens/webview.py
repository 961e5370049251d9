"""Powens' webview, where a person links a bank: how it is addressed and what it comes back with.

Facts: Powens, Webview page. The language stands in the path always; without one the page has been seen
to fail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

LANGUAGES = ("en", "fr", "de", "nl", "pt", "it", "es")
# Other words may come; all that are not known count as a failure at Powens.
CANCELLED = "access_denied"
DECLINED = "tos_declined"
EXPIRED = "session_expired"


def webview_address(
    site: str,
    flow: str,
    *,
    language: str,
    base_url: str,
    client_id: str,
    redirect_uri: str,
    code: str,
    state: str,
    connection_id: str = "",
) -> str:
    """Return where to send the person: `flow` is connect, reconnect or manage.

    `redirect_uri` is registered at Powens and has no query; codes hold characters that are encoded
    here. An unknown language becomes English.
    """
    known = language if language in LANGUAGES else LANGUAGES[0]
    query = {
        "domain": urlsplit(base_url).netloc,
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "code": code,
        "state": state,
    }
    if connection_id:
        query["connection_id"] = connection_id
    return f"{site.rstrip('/')}/{known}/{flow}?{urlencode(query)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What somebody comes back with: the connections made, or the word for what went wrong."""

    connection_ids: tuple[str, ...] = ()
    error: str = ""


def read_return(query: Mapping[str, str]) -> Return:
    """Read the callback's query. Powens' own description of an error is for nobody's eyes."""
    if "error" in query:
        return Return(error=query["error"][:40] or "server_error")
    listed = query.get("connection_ids") or query.get("connection_id") or query.get("id_connection", "")
    return Return(
        connection_ids=tuple(each for each in listed.split(",") if each.isascii() and each.isdigit())
    )
