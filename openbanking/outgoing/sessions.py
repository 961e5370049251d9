"""Sessions to addresses that people typed: never into our own network, and to no other place.

The name is resolved once, each of its addresses is judged, and the connection is made to one of those
that were judged: a name that resolves to something else a moment later changes nothing. Proxies and
credentials of the environment are not used.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Timer
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from openbanking.outgoing.addresses import check_address, resolved

TIMEOUT = (5.0, 10.0)
# However slowly the answer to what is posted drips in, it is cut off after so many seconds.
DEADLINE = 20.0


def guarded_session(*, local: bool, deadline: float | None = None) -> requests.Session:
    """Return a session that connects to public addresses alone; with `local` to our own machine too.

    It raises AddressRefused for others, besides what requests does. Each connection ends after so many
    seconds as `deadline` says; redirects have to be refused, or looked at, by whoever uses it.
    """
    session = requests.Session()
    session.trust_env = False
    for scheme in ("http://", "https://"):
        session.mount(scheme, _GuardedAdapter(local=local, deadline=deadline))
    return session


def post(url: str, body: bytes, headers: dict[str, str], *, local: bool) -> int:
    """Post a body and return the status; raises AddressRefused, or RequestException of requests.

    Redirects are not followed.
    """
    check_address(url, local=local)
    with (
        guarded_session(local=local, deadline=DEADLINE) as session,
        session.post(
            url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
        ) as response,
    ):
        return response.status_code


class _GuardedAdapter(HTTPAdapter):
    """Connects to addresses that were judged."""

    def __init__(self, *, local: bool, deadline: float | None) -> None:
        self._judged = {"local": local, "deadline": deadline}
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, type("Guarded", (_Guarded,), self._judged)),
            "https": _pool(HTTPSConnectionPool, type("GuardedTLS", (_GuardedTLS,), self._judged)),
        }


def _pool(kind: type[HTTPConnectionPool], connection: type[HTTPConnection]) -> type[HTTPConnectionPool]:
    return type(kind.__name__, (kind,), {"ConnectionCls": connection})


class _Guarded(HTTPConnection):
    """A connection to one of the addresses that a name has now, each of them judged."""

    local = False
    deadline: float | None = None
    _timer: Timer | None = None

    def _new_conn(self) -> socket.socket:
        refused: OSError | None = None
        for address in resolved(self._dns_host, self.port or 0, local=self.local):
            try:
                connected = socket.create_connection(address, self.timeout)
            except OSError as error:
                refused = error
                continue
            if self.deadline is not None:
                self._timer = Timer(self.deadline, self._cut)
                self._timer.daemon = True
                self._timer.start()
            return connected
        raise NewConnectionError(self, "No address of this name takes connections.") from refused

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        super().close()

    def _cut(self) -> None:
        """End the reading of an answer that takes too long; its thread then meets the end."""
        if (sock := self.sock) is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


class _GuardedTLS(_Guarded, HTTPSConnection):
    pass
