"""A running sandbox's memory: users, tokens and one-time codes, changed under one lock."""

from __future__ import annotations

import itertools
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from openbanking.sandbox.messages.errors import ApiError, not_found
from openbanking.sandbox.world.clock import Clock
from openbanking.sandbox.world.events import Event
from openbanking.sandbox.world.model import Connector, User
from openbanking.sandbox.world.products import Products
from openbanking.sandbox.world.quirks import Quirks

# Known to everybody: they open nothing but an invented world. Powens' own client library takes an id of
# digits only; the name is for people.
CLIENT_ID = "70214001"
CLIENT_IDS = frozenset({CLIENT_ID, "sandbox-client"})
CLIENT_SECRET = "sandbox-secret"  # noqa: S105
CODE_LIFE = timedelta(seconds=1800)
TEMPORARY_LIFE = timedelta(seconds=1800)
SERVICE_LIFE = timedelta(seconds=1800)


# How webhooks are sent.
Notify = Callable[[Event], None]


@dataclass(slots=True)
class Code:
    """A temporary code, to be swapped for a token or to open the webview."""

    id_user: int
    expires: datetime
    single: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """A page of the webview that somebody has open; `webauth` if they came by that address."""

    user: int
    flow: str
    connection: int | None
    redirect_uri: str
    state: str
    webauth: bool


class State:
    """Everything that can change while the sandbox runs."""

    def __init__(
        self,
        *,
        clock: Clock,
        users: dict[int, User],
        tokens: dict[str, int],
        connectors: list[Connector],
    ) -> None:
        self.clock = clock
        self.users = users
        self.connectors = {connector.uuid: connector for connector in connectors}
        self.quirks = Quirks()
        self.products = Products()
        # Where the webview may send people back to; None leaves it open, as no Powens does.
        self.redirect_uris: list[str] | None = None
        self.lock = threading.RLock()
        self._tokens = dict(tokens)
        self._service_tokens: dict[str, datetime] = {}
        self._codes: dict[str, Code] = {}
        self.tickets: dict[str, Ticket] = {}
        self.notify: Notify = lambda event: None
        # Above every id a world is made with.
        self._ids = itertools.count(50_000_001)
        self._request_ids = itertools.count(4_410_001)
        self._user_ids = itertools.count(max(users, default=0) + 1000)

    def new_id(self) -> int:
        """Return an id nothing has had yet: of a connection, an account or a row."""
        return next(self._ids)

    def next_request_id(self) -> int:
        return next(self._request_ids)

    def user_of(self, token: str | None) -> User:
        """Return whose token it is; raises a 401 for none or a dead one, a 403 for one for payments."""
        if not token:
            raise ApiError(401, "unauthorized", "No Authorization header")
        if self._service_tokens.get(token, self.clock.now()) > self.clock.now():
            raise ApiError(403, "forbidden", "The token is for payments, not for a user's data")
        user = self.users.get(self._tokens.get(token, -1))
        if user is None or (not user.permanent and self.clock.now() > user.signin + TEMPORARY_LIFE):
            raise ApiError(401, "unauthorized", "Unknown or revoked token")
        return user

    def is_registered(self, redirect_uri: str) -> bool:
        """Tell whether the webview may send people back there."""
        return self.redirect_uris is None or redirect_uri in self.redirect_uris

    def create_user(self, *, permanent: bool) -> User:
        user = User(id=next(self._user_ids), signin=self.clock.now(), permanent=permanent)
        self.users[user.id] = user
        if permanent:
            self.notify(Event(name="user-created", user=user))
        return user

    def keep(self, user: User) -> None:
        """Make a temporary user a permanent one."""
        if not user.permanent:
            user.permanent = True
            self.notify(Event(name="user-created", user=user))

    def delete_user(self, user: User) -> None:
        """Forget a user with everything below, and every token."""
        self.notify(Event(name="user-deleted", user=user))
        del self.users[user.id]
        self.revoke_all(user.id)

    def issue_token(self, id_user: int, *, revoke_previous: bool = False) -> str:
        """Return a new permanent token of a user; raises a 404 for an unknown one."""
        if id_user not in self.users:
            raise not_found("user")
        if revoke_previous:
            self.revoke_all(id_user)
        token = secrets.token_urlsafe(24)
        self._tokens[token] = id_user
        return token

    def issue_service_token(self) -> str:
        """Return a token that is no user's, until it expires."""
        token = secrets.token_urlsafe(24)
        self._service_tokens[token] = self.clock.now() + SERVICE_LIFE
        return token

    def revoke_all(self, id_user: int) -> None:
        """Forget every token of a user."""
        self._tokens = {token: owner for token, owner in self._tokens.items() if owner != id_user}

    def revoke(self, token: str) -> None:
        self._tokens.pop(token, None)

    def issue_code(self, user: User, *, single: bool) -> str:
        # With the characters that must be encoded in an address, as Powens' codes have them.
        code = f"{secrets.token_urlsafe(12)}/+{secrets.token_urlsafe(6)}=="
        self._codes[code] = Code(user.id, self.clock.now() + CODE_LIFE, single)
        return code

    def redeem(self, code: str) -> int | None:
        """Return whose code it is and burn it; None for one that is unknown, expired or of nobody."""
        found = self._codes.pop(code, None)
        if found is None or found.expires <= self.clock.now() or found.id_user not in self.users:
            return None
        return found.id_user
