"""The webview's two steps: show what can be chosen, then do it and send the person back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.webview.banks import OFFERED, link, repair
from openbanking.sandbox.world.model import Connection, User
from openbanking.sandbox.world.state import CLIENT_ID, State, Ticket
from openbanking.sandbox.world.syncing import sync

LANGUAGES = ("en", "fr", "de", "nl", "pt", "it", "es")
ERRORS = {
    "access_denied": "Cancel",
    "server_error": "Let it fail",
    "tos_declined": "Decline the terms",
    "session_expired": "Take too long",
}
STYLE = """
body { font: 1rem/1.5 system-ui; max-width: 30rem; margin: 3rem auto; padding: 0 1rem }
label { display: block; margin: .6rem 0 }
button { margin: .3rem .3rem .3rem 0; padding: .4rem .9rem }
"""
PATH = re.compile(r"/webview/(?P<language>[a-z]*)/?(?P<flow>connect|reconnect|manage)")


class WrongAddress(Exception):
    """The webview was opened in a way Powens' would not take."""


def show(state: State, request: Request) -> str:
    """Return the page; the code in the address is burned by it. Raises WrongAddress."""
    found = PATH.fullmatch(request.path)
    if found is None or found["language"] not in LANGUAGES:
        raise WrongAddress("The path is /webview/<language>/<connect, reconnect or manage>.")
    query = request.query
    redirect_uri = query.get("redirect_uri", "")
    if query.get("client_id") != CLIENT_ID:
        raise WrongAddress("The client_id is not this application's.")
    if not redirect_uri or urlsplit(redirect_uri).query:
        raise WrongAddress("The redirect_uri is missing, or has a query string.")
    owner = state.redeem(query.get("code", ""))
    if owner is None:
        raise WrongAddress("The code is unknown, used or expired.")
    user = state.users[owner]
    connection = _connection(user, query)
    if connection is None and found["flow"] == "reconnect":
        raise WrongAddress("The connection_id names no connection of this user.")
    ticket = secrets.token_urlsafe(16)
    state.tickets[ticket] = Ticket(
        owner, found["flow"], connection.id if connection else None, redirect_uri, query.get("state", "")
    )
    return _page(state, user, found["flow"], connection, ticket)


def leave(state: State, request: Request) -> str:
    """Do what was chosen and return the address the person goes back to. Raises WrongAddress."""
    chosen = parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True)
    form = dict(chosen)
    accounts = [value for name, value in chosen if name == "account"]
    ticket = state.tickets.pop(form.get("ticket", ""), None)
    if ticket is None or ticket.user not in state.users:
        raise WrongAddress("This page was used before.")
    back: dict[str, str] = {}
    user = state.users[ticket.user]
    if form.get("action") in ERRORS:
        back = {"error": form["action"], "error_description": "Chosen on the page"}
    elif ticket.flow == "connect":
        linked = link(state, user, form.get("bank", ""), accounts)
        back["connection_id"] = str(linked.id)
        sync(state, user, linked)
    elif ticket.flow == "reconnect":
        repaired = user.connections[ticket.connection or 0]
        repair(state, repaired)
        sync(state, user, repaired)
    else:
        _choose(state, _managed(user, ticket.connection), accounts)
    if ticket.state:
        back["state"] = ticket.state
    return f"{ticket.redirect_uri}?{urlencode(back)}"


def _choose(state: State, connections: list[Connection], chosen: list[str]) -> None:
    for connection in connections:
        for account in connection.accounts.values():
            if str(account.id) in chosen:
                account.disabled = None
            elif account.disabled is None:
                account.disabled = state.clock.now()
                account.transactions.clear()


def _managed(user: User, connection: int | None) -> list[Connection]:
    return [each for each in user.connections.values() if connection in (None, each.id)]


def _connection(user: User, query: Mapping[str, str]) -> Connection | None:
    text = query.get("connection_id", "")
    return user.connections.get(int(text)) if text.isdecimal() else None


def _page(state: State, user: User, flow: str, connection: Connection | None, ticket: str) -> str:
    if flow == "connect":
        banks = "".join(
            f'<option value="{each.uuid}">{escape(each.name)}</option>'
            for each in state.connectors.values()
        )
        offered = "".join(_box(kind, name, chosen=True) for kind, name, _ in OFFERED)
        body = f'<label>Bank <select name="bank">{banks}</select></label>{offered}'
    elif flow == "reconnect" and connection is not None:
        body = f"<p>{escape(connection.connector.name)} asks you to confirm.</p>"
    else:
        body = "".join(
            _box(str(account.id), account.name, chosen=account.disabled is None)
            for each in _managed(user, connection.id if connection else None)
            for account in each.accounts.values()
        )
    errors = "".join(
        f'<button name="action" value="{each}">{words}</button>'
        for each, words in zip(
            ERRORS, ("Cancel", "Let it fail", "Decline the terms", "Take too long"), strict=True
        )
    )
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Invented webview</title>
<style>{STYLE}</style>
</head><body><h1>Invented webview</h1><p>No bank is asked: everything here is made up.</p>
<form method="post"><input type="hidden" name="ticket" value="{ticket}">{body}
<p><button name="action" value="go">Confirm</button></p><p>{errors}</p></form></body></html>"""


def _box(value: str, name: str, *, chosen: bool) -> str:
    checked = " checked" if chosen else ""
    return (
        f'<label><input type="checkbox" name="account" value="{escape(value)}"{checked}> '
        f"{escape(name)}</label>"
    )
