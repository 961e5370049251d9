"""What can go wrong at Powens, by what the caller can do about it.

An error names the request by method and path and carries Powens' code and request id, which its support
asks for. It never carries a token, a query, or a text of the bank.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

Result = TypeVar("Result")

# What decoding raises for text that is not JSON, not of the expected shape, or nested too deeply.
UNDECODABLE = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError)


class PowensError(Exception):
    """Powens refused or failed."""

    retryable = False

    def __init__(
        self,
        message: str = "",
        *,
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        self.message = message or (self.__class__.__doc__ or "").splitlines()[0]
        self.status = status
        self.code = code
        self.request_id = request_id
        self.retry_after = retry_after
        super().__init__(self.message)

    def __str__(self) -> str:
        facts = {"status": self.status, "code": self.code, "request": self.request_id}
        described = ", ".join(f"{name} {fact}" for name, fact in facts.items() if fact is not None)
        return f"{self.message} ({described})" if described else self.message


class PowensUnavailable(PowensError):
    """Powens cannot be reached, or fails on its side."""

    retryable = True


class PowensRateLimited(PowensError):
    """Powens asks for fewer calls; `retry_after` says for how many seconds, where it is known."""

    retryable = True


class PowensAuthError(PowensError):
    """Powens refuses the token or the application's credentials."""


class PowensNotFound(PowensError):
    """Powens does not know it, or the token may not see it."""


class PowensConflict(PowensError):
    """The thing is busy or already as wanted: just synced, syncing, or locked."""

    retryable = True


class PowensBadRequest(PowensError):
    """Powens does not understand the request: a fault of ours."""


class PowensProtocolError(PowensError):
    """Powens answered with something that cannot be read, or that must not be followed."""


def family_of(status: int, code: str | None, *, is_page: bool = False) -> type[PowensError]:
    """Return the error family of an answer: by code first, then by status (Powens, Errors page).

    A page, which is no JSON, is of a firewall or a CDN: what it refuses is not Powens' judgement.
    """
    folded = (code or "").casefold()
    if status == 429 or folded == "toomanysync":
        return PowensRateLimited
    if status in (401, 403) or folded == "invalid_grant":
        return PowensUnavailable if is_page else PowensAuthError
    if status == 404:
        return PowensNotFound
    if status == 409:
        return PowensConflict
    if status >= 500:
        return PowensUnavailable
    return PowensBadRequest


def unless_refused(read: Callable[[], Result]) -> Result | None:
    """Return what is read; None where Powens refuses it, as it does what is not switched on.

    A refusal is a 403 or a 404. It is told from a worthless token, which is a 401 and raised.
    """
    try:
        return read()
    except PowensError as error:
        if error.status in (403, 404) and not isinstance(error, PowensUnavailable):
            return None
        raise
