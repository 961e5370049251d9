"""Bodies that are sent slowly: they keep some threads of a process, and never all of them.

The server hands a request over once its headers are there; whoever reads its body waits for the sender.
So bodies are read first, at a time by all threads but one at most. The last one goes on answering what
has no body, as reads and pages have none, and refuses further bodies until another has come in.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from typing import IO, Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]

# Files of statements, of 32 MiB, are the largest that is taken; what reads a body has its own limit.
LARGEST = 33 * 1024 * 1024
# Above this a body is kept on disk while it is read; both in bytes.
IN_MEMORY, PIECE = 1024 * 1024, 64 * 1024
# The variable by which `manage.py serve` tells a process how many threads it has.
THREADS = "SERVE_THREADS"
# Seconds that somebody waits for another body to come in, and until they may try again.
PATIENCE, RETRY_AFTER = 0.05, 1
REFUSED = "banking.refused_body"


class BodyGate:
    """A WSGI application whose requests have their bodies at hand."""

    def __init__(self, application: Application, *, threads: int, largest: int = LARGEST) -> None:
        self._application, self._largest = application, largest
        self._readers = BoundedSemaphore(max(1, threads - 1))

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH", "0") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ:
            self._read(environ)
            return _closing(self._application(environ, start_response), environ["wsgi.input"])
        return self._application(environ, start_response)

    def _read(self, environ: Environ) -> None:
        """Put the body into the request, or the status that it is refused with."""
        given = environ.get("CONTENT_LENGTH", "")
        length = int(given) if given.isdecimal() else self._largest + 1
        if given and length > self._largest:
            _refuse(environ, 413)
        elif not self._readers.acquire(timeout=PATIENCE):
            _refuse(environ, 503)
        else:
            try:
                body, size = _read_whole(environ["wsgi.input"], length)
            finally:
                self._readers.release()
            too_long = {REFUSED: 413} if size > self._largest else {}
            environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(size), **too_long}


def _refuse(environ: Environ, status: int) -> None:
    environ |= {REFUSED: status, "wsgi.input": BytesIO(), "CONTENT_LENGTH": "0"}


def _closing(answer: Iterable[bytes], body: IO[bytes]) -> Iterator[bytes]:
    """Yield an answer, and close the body it was given for with it."""
    with body:
        try:
            yield from answer
        finally:
            getattr(answer, "close", int)()


def _read_whole(source: IO[bytes], length: int) -> tuple[IO[bytes], int]:
    """Return a file of up to so many bytes, at its beginning, and how many there are."""
    body: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (closed with the request)
    size = 0
    while size < length and (piece := source.read(min(PIECE, length - size))):
        size += body.write(piece)
    body.seek(0)
    return body, size


def gated(application: Application) -> BodyGate:
    """Return the application as a process of `manage.py serve` runs it."""
    return BodyGate(application, threads=int(os.environ.get(THREADS, "4")))


class RefusedBodies:
    """Answers requests whose body was refused, in the form that others are answered in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        status = request.META.get(REFUSED)
        if status is None:
            return self.get_response(request)
        waiting = {"Retry-After": str(RETRY_AFTER)} if status == 503 else {}
        return HttpResponse(status=status, headers=waiting)
