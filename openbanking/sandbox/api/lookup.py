"""Find what a path names, seen with the eyes of the token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openbanking.sandbox.messages.errors import invalid, not_found
from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.world.model import Account, Connection, Connector, User
from openbanking.sandbox.world.state import State
from openbanking.sandbox.world.wealth import Investment

Route = tuple[str, str, Callable[..., Any]]

# More digits than an id ever has make no route.
NUMBER = r"\d{1,18}"
USER = rf"/users/(?P<user>me|{NUMBER})"
CONNECTION = USER + rf"/connections/(?P<connection>{NUMBER})"
ACCOUNT = USER + rf"/accounts/(?P<account>{NUMBER})"
# What is known by its id alone may be asked for without its user.
INVESTMENT = rf"(?:{USER})?/investments/(?P<investment>{NUMBER})"


def user_in(state: State, request: Request, user: str) -> User:
    """Return the user of the path; another one's is as good as none."""
    found = state.user_of(request.token)
    if user not in ("me", str(found.id)):
        raise not_found("user")
    return found


def connector_in(state: State, connector: str) -> Connector:
    """Return a connector by its UUID, or by its number, which is deprecated."""
    for found in state.connectors.values():
        if connector in (found.uuid, str(found.id)):
            return found
    raise not_found("connector")


def connection_in(user: User, connection: str) -> Connection:
    found = user.connections.get(int(connection))
    if found is None:
        raise not_found("connection")
    return found


def account_in(user: User, account: str, request: Request) -> tuple[Connection, Account]:
    """Return an account; a disabled one is only found with `all`."""
    for connection, each in user.accounts():
        if each.id == int(account):
            if each.disabled and not request.flag("all"):
                break
            return connection, each
    raise not_found("account")


def accounts_in(
    state: State,
    request: Request,
    user: str,
    *,
    connection: str | None = None,
    account: str | None = None,
) -> tuple[User, list[tuple[Connection, Account]]]:
    """Return a user with the accounts a list is about: of one connection, one account, or all.

    Accounts that are gone from their bank are passed over unless they are named, or `all` is asked for.
    """
    owner = user_in(state, request, user)
    if account is not None:
        return owner, [account_in(owner, account, request)]
    within = connection_in(owner, connection) if connection is not None else None
    return owner, [
        (holder, each)
        for holder, each in owner.accounts()
        if within in (None, holder) and (each.is_read or request.flag("all"))
    ]


def investment_in(
    state: State, request: Request, user: str | None, investment: str
) -> tuple[Account, Investment]:
    """Return a line with its account; one that is gone is only found with `all`."""
    owner = user_in(state, request, user or "me")
    for _, account in owner.accounts():
        line = account.investments.get(int(investment))
        if line is not None and (not line.deleted or request.flag("all")):
            return account, line
    raise not_found("investment")


def whole_number(value: object, name: str) -> int:
    """Read an id of a body; raises a 400."""
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise invalid(name)
    return int(text)
