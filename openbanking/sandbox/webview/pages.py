"""The webview's two steps: show what can be chosen, then do it and send the person back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl, urlencode

from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.webview.addresses import is_callback
from openbanking.sandbox.webview.banks import OFFERED, link, repair
from openbanking.sandbox.world.model import Connection, User
from openbanking.sandbox.world.state import CLIENT_IDS, State, Ticket
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
    if query.get("client_id") not in CLIENT_IDS:
        raise WrongAddress("The client_id is not this application's.")
    if not is_callback(redirect_uri):
        raise WrongAddress("The redirect_uri is missing, not absolute, or has a query string.")
    if not state.is_registered(redirect_uri):
        raise WrongAddress("The redirect_uri is not registered.")
    owner = state.redeem(query.get("code", ""))
    if owner is None:
        raise WrongAddress("The code is unknown, used or expired.")
    user = state.users[owner]
    connection = _connection(user, query)
    if connection is None and found["flow"] == "reconnect":
        raise WrongAddress("The connection_id names no connection of this user.")
    ticket = secrets.token_urlsafe(16)
    state.tickets[ticket] = Ticket(
        user=owner,
        flow=found["flow"],
        connection=connection.id if connection else None,
        redirect_uri=redirect_uri,
        state=query.get("state", ""),
        webauth=request.flag("webauth"),
    )
    if found["flow"] == "connect":
        return _page(_banks_to_choose(state, query.get("connector_uuids", "")), ticket)
    if found["flow"] == "reconnect" and connection:
        return _page(f"<p>{escape(connection.connector.name)} asks you to confirm.</p>", ticket)
    return _page(_accounts_to_choose(_managed(user, connection.id if connection else None)), ticket)


def leave(state: State, request: Request) -> str:
    """Do what was chosen and return the address the person goes back to. Raises WrongAddress."""
    chosen = parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True)
    form = dict(chosen)
    accounts = [value for name, value in chosen if name == "account"]
    ticket = state.tickets.pop(form.get("ticket", ""), None)
    if ticket is None or ticket.user not in state.users:
        raise WrongAddress("This page was used before.")
    if form.get("action") in ERRORS:
        back = {"error": form["action"], "error_description": "Chosen on the page"}
    else:
        back = _done(state, state.users[ticket.user], ticket, form.get("bank", ""), accounts)
    if ticket.state:
        back["state"] = ticket.state
    return f"{ticket.redirect_uri}?{urlencode(back)}"


def _done(state: State, user: User, ticket: Ticket, bank: str, accounts: list[str]) -> dict[str, str]:
    """Do what was chosen and return what reports it: `/webauth` names the connection its own way."""
    if ticket.flow == "manage":
        _choose(state, _managed(user, ticket.connection), accounts)
        return {}
    if ticket.flow == "connect":
        connection = link(state, user, bank, accounts)
    elif (found := user.connections.get(ticket.connection or 0)) is not None:
        connection = found
        repair(state, connection)
    else:
        raise WrongAddress("The connection was deleted meanwhile.")
    sync(state, user, connection)
    if ticket.webauth:
        return {"id_connection": str(connection.id)}
    return {"connection_id": str(connection.id)} if ticket.flow == "connect" else {}


def _choose(state: State, connections: list[Connection], chosen: list[str]) -> None:
    for connection in connections:
        for account in connection.accounts.values():
            if str(account.id) in chosen:
                account.disabled = None
            elif account.disabled is None:
                account.disable(state.clock.now())


def _managed(user: User, connection: int | None) -> list[Connection]:
    return [each for each in user.connections.values() if connection in (None, each.id)]


def _connection(user: User, query: Mapping[str, str]) -> Connection | None:
    text = query.get("connection_id", "")
    return user.connections.get(int(text)) if text.isdecimal() else None


def _banks_to_choose(state: State, uuids: str) -> str:
    """Return the banks, or those of them that the address names, and what each offers."""
    named = uuids.split(",") if uuids else list(state.connectors)
    banks = "".join(
        f'<option value="{each.uuid}">{escape(each.name)}</option>'
        for each in state.connectors.values()
        if each.uuid in named
    )
    offered = "".join(_box(kind, name, chosen=True) for kind, name, _ in OFFERED)
    return f'<label>Bank <select name="bank">{banks}</select></label>{offered}'


def _accounts_to_choose(connections: list[Connection]) -> str:
    return "".join(
        _box(str(account.id), account.name, chosen=account.disabled is None)
        for each in connections
        for account in each.accounts.values()
    )


def _page(body: str, ticket: str) -> str:
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
