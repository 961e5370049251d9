"""One HTTP session to one Powens domain: timeouts, careful retries, and errors by family.

What is retried follows what is safe: waiting when asked to (429) is safe for every method, repeating
after a failure only where a repeat does no harm, and a POST never (it may have created a user or burnt
a one-time code).
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from contextvars import copy_context
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
import requests
from requests.auth import AuthBase

from openbanking.outgoing.addresses import AddressRefused
from openbanking.powens.answers import Answer, body_of
from openbanking.powens.errors import (
    UNDECODABLE,
    PowensError,
    PowensProtocolError,
    PowensRateLimited,
    PowensUnavailable,
    family_of,
)
from openbanking.powens.spans import powens_span
from openbanking.powens.throttle import Throttle, unthrottled

logger = logging.getLogger("openbanking.powens")

TIMEOUT = (5.0, 30.0)
REPEATABLE = frozenset({"GET", "PUT", "DELETE"})
ATTEMPTS = 4
LONGEST_WAIT = 60.0
# A longer wait is not believed; it may be more than a moment in time can hold.
DAY = 86_400.0
MAX_REDIRECTS = 3

# What an address that was asked for ahead will answer.
Begun = Future[Answer]


def keep_alive() -> requests.Session:
    """Return a session that clients may share: it keeps connections, and nobody's cookies."""
    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


class Bearer(AuthBase):
    """Puts the token on a request; set as `auth`, so that no .netrc takes its place."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def __repr__(self) -> str:
        return "<Bearer>"


class Anonymous(AuthBase):
    """Sends no credentials in a header, and keeps requests from looking for some."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class Transport:
    """Sends requests to one origin and to no other."""

    def __init__(
        self,
        base_url: str,
        *,
        auth: AuthBase,
        session: requests.Session | None = None,
        throttle: Throttle = unthrottled,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.base_url = checked_base_url(base_url)
        self._auth = auth
        self._session = session or requests.Session()
        self._pace = throttle
        self._sleep = sleep
        self._now = now

    def __repr__(self) -> str:
        return f"<Transport to {urlsplit(self.base_url).hostname}>"

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        attempts: int = ATTEMPTS,
        begun: Begun | None = None,
    ) -> bytes:
        """Return the body of a successful answer; raises PowensError otherwise.

        `path` is relative to the base URL, or an absolute address on the same origin. It is tried so
        many times at most, where a repeat does no harm. The first time may have `begun` already.
        """
        url = self.address_of(path)
        for attempt in range(1, attempts + 1):
            try:
                return self._attempt(method, url, query, body, timeout, begun)
            except PowensError as error:
                wait = self._wait_before_retry(method, error, attempt) if attempt < attempts else None
                if wait is None:
                    raise
            begun = None
            self._sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def begin(self, path: str, thread: Executor) -> Begun:
        """Have another thread ask for an address, which is then sent for with what this returns.

        It waits for its turn here: what is asked before each call is asked in the caller's thread.
        """
        url = self.address_of(path)
        self._pace()
        return thread.submit(copy_context().run, self._exchange, "GET", url, None, None, TIMEOUT)

    def address_of(self, path: str) -> str:
        """Return the absolute address; raises PowensProtocolError when it leads elsewhere.

        The user's token travels with every request, so it is sent to the configured origin only.
        """
        url = path if "://" in path else f"{self.base_url}/{path.lstrip('/')}"
        try:
            there, here = _origin(url), _origin(self.base_url)
        except ValueError:
            raise PowensProtocolError("Powens sent an address that is none.") from None
        if there != here or urlsplit(url).username is not None:
            raise PowensProtocolError("Powens sent an address on another host; it was not followed.")
        return url

    def _attempt(
        self,
        method: str,
        url: str,
        query: Mapping[str, Any] | None,
        body: Mapping[str, Any] | None,
        timeout: tuple[float, float],
        begun: Begun | None,
    ) -> bytes:
        for _ in range(MAX_REDIRECTS + 1):
            if begun is None:
                self._pace()
                answer = self._exchange(method, url, query, body, timeout)
            else:
                answer, begun = begun.result(), None
            if not answer.response.is_redirect:
                return self._read(method, url, answer)
            if method != "GET":
                break
            url = self.address_of(urljoin(url, answer.response.headers["Location"]))
            query = None
        raise PowensProtocolError(f"{method} {urlsplit(url).path} was redirected too often.")

    def _exchange(
        self,
        method: str,
        url: str,
        query: Mapping[str, Any] | None,
        body: Mapping[str, Any] | None,
        timeout: tuple[float, float],
    ) -> Answer:
        path = urlsplit(url).path
        started = time.monotonic()
        try:
            with powens_span(method, url) as span:
                response = self._session.request(
                    method,
                    url,
                    params=query,
                    json=body,
                    auth=self._auth,
                    timeout=timeout,
                    allow_redirects=False,
                    headers={"Accept": "application/json"},
                    stream=True,
                )
                span.set_attribute("http.response.status_code", response.status_code)
                answer = Answer(response, body_of(response))
        except requests.RequestException as error:
            logger.warning("%s %s failed: %s", method, path, type(error).__name__)
            # The message of a network error quotes the address with its query: it is not passed on.
            raise PowensUnavailable(f"{method} {path} got no answer: {type(error).__name__}.") from None
        except AddressRefused as refusal:
            raise PowensProtocolError(f"{method} {path} was not sent. {refusal}") from None
        except ValueError:
            # requests looks at the target of a redirect even when it is asked not to follow it.
            raise PowensProtocolError(f"{method} {path} was redirected to no address.") from None
        elapsed = (time.monotonic() - started) * 1000
        logger.debug("%s %s: %s in %.0f ms", method, path, response.status_code, elapsed)
        return answer

    def _read(self, method: str, url: str, answer: Answer) -> bytes:
        if answer.response.ok:
            return answer.body
        error = self._error_of(method, urlsplit(url).path, answer)
        logger.info("%s", error)
        raise error

    def _error_of(self, method: str, path: str, answer: Answer) -> PowensError:
        response, is_page = answer.response, False
        try:
            found = msgspec.json.decode(answer.body)
        except RecursionError:
            found = None
        except UNDECODABLE:
            found, is_page = None, bool(answer.body)  # of a CDN: Powens itself did not answer
        body = found if isinstance(found, dict) else {}
        # Two shapes: Powens' own, and OAuth's on the token endpoints.
        code = _word(body.get("code")) or _word(body.get("error"))
        request_id = body.get("request_id", body.get("requestId"))
        return family_of(response.status_code, code, is_page=is_page)(
            f"{method} {path} failed",
            status=response.status_code,
            code=code,
            request_id=None if request_id is None else str(request_id)[:40],
            retry_after=self._retry_after(response),
        )

    def _retry_after(self, response: requests.Response) -> float | None:
        """Return the seconds of `Retry-After` (RFC 9110: a number, or a date), a day at most."""
        text = response.headers.get("Retry-After", "").strip()
        if text.isascii() and text.isdigit():
            return min(float(text), DAY)
        try:
            seconds = (parsedate_to_datetime(text) - self._now()).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return None
        return min(max(0.0, seconds), DAY)

    @staticmethod
    def _wait_before_retry(method: str, error: PowensError, attempt: int) -> float | None:
        """Return for how many seconds to wait, or None when another try is of no use."""
        if isinstance(error, PowensRateLimited):
            if error.retry_after is not None:
                # A longer wait is for the next run, not for a process that holds a lock.
                return error.retry_after if error.retry_after <= LONGEST_WAIT else None
        elif not (isinstance(error, PowensUnavailable) and method in REPEATABLE):
            return None
        ceiling = min(LONGEST_WAIT, 0.5 * 2**attempt)
        return random.uniform(ceiling / 2, ceiling)


def checked_base_url(text: str) -> str:
    """Return the base URL without a trailing slash; raises ValueError for what is none."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError("The base URL of Powens looks like https://<domain>.biapi.pro/2.0.")
    if parts.query or parts.fragment:
        raise ValueError("The base URL of Powens has nothing after its path.")
    return text.rstrip("/")


def _origin(url: str) -> tuple[str, str | None, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _word(value: object) -> str | None:
    """Return a code if it is one: a single word, not a sentence of the bank."""
    return value if isinstance(value, str) and value.isidentifier() and len(value) <= 60 else None
