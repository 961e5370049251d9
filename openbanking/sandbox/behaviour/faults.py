"""Bad faults: what the sandbox does to chosen requests instead of, or after, answering them well."""

from __future__ import annotations

import re
import threading
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from openbanking.sandbox.messages.request import Request


class FaultKind(StrEnum):
    """What can go wrong."""

    STATUS = "status"
    HTML = "html"
    RATE_LIMITED = "rate_limited"
    SLOW = "slow"
    TIMEOUT = "timeout"
    RESET = "reset"
    TRUNCATED = "truncated"
    FOREIGN_LINK = "foreign_link"
    CURSOR_LOOP = "cursor_loop"
    NOT_A_NUMBER = "not_a_number"
    EMPTY = "empty"
    SHORT = "short"
    BARE = "bare"


# What an answer may be spoiled by, after all else went well.
SPOILING = frozenset(
    {FaultKind.FOREIGN_LINK, FaultKind.CURSOR_LOOP, FaultKind.EMPTY, FaultKind.SHORT, FaultKind.BARE}
)
LISTS = (
    *("connections", "accounts", "transactions", "investments", "investmentvalues", "pockets"),
    *("marketorders", "loanamortizations", "account_ownerships", "connectionlogs"),
)


@dataclass(slots=True, kw_only=True)
class Fault:
    """One kind, for requests whose path below the base matches, so many times (0: until it is lifted).

    `seconds` is how long a slow answer or a timeout takes, or what `Retry-After` says.
    """

    kind: FaultKind
    path: str = ""
    method: str = ""
    times: int = 1
    status: int = 500
    code: str = "bug"
    seconds: float = 1.0

    def concerns(self, request: Request) -> bool:
        return self.method in ("", request.method) and bool(re.search(self.path, request.path))


class Faults:
    """The faults in force; the first that concerns a request is the one it meets."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def listed(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(each) for each in self._faults]

    def met_by(self, request: Request) -> Fault | None:
        """Return the fault a request meets, and count it."""
        with self._lock:
            for fault in self._faults:
                if fault.concerns(request):
                    if fault.times == 1:
                        self._faults.remove(fault)
                    elif fault.times:
                        fault.times -= 1
                    return fault
        return None


def spoiled(kind: FaultKind, found: object, request: Request) -> object:
    """Return a list that lacks rows, or whose next link leads astray; anything else as it is."""
    if not isinstance(found, dict) or not (name := next((each for each in LISTS if each in found), "")):
        return found
    if kind in (FaultKind.FOREIGN_LINK, FaultKind.CURSOR_LOOP):
        return _astray(kind, found, request) if "_links" in found else found
    if kind is FaultKind.BARE:
        return {}
    rows = found[name][::2] if kind is FaultKind.SHORT else []
    return found | {name: rows, "total": len(rows)}


def _astray(kind: FaultKind, found: dict[str, Any], request: Request) -> dict[str, Any]:
    href = "https://elsewhere.example/2.0/users/me/transactions"
    if kind is FaultKind.CURSOR_LOOP:
        href = f"{request.root}{request.path}?{request.query_text}"
    return {**found, "_links": {**found["_links"], "next": {"href": href}}}


def mangled(kind: FaultKind, body: bytes) -> bytes:
    """Return the body cut in half, or with its first amount turned into NaN."""
    if kind is FaultKind.TRUNCATED:
        return body[: len(body) // 2]
    return re.sub(rb'"(balance|value)":-?[0-9.]+', rb'"\1":NaN', body, count=1)
