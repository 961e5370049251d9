"""Sample what one thread of this service does while it answers.

A process of its own, with the settings of a deployment: the WSGI application is called as a server
calls it, and a timer looks every millisecond at the stack. It knows packages and no name within ours:
the time goes to our innermost module on the stack, and within it to the library that was at work.
Middleware does not count as innermost: everything runs inside of it. Prints an Account for
each address, as JSON.
"""

from __future__ import annotations

import json
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from types import FrameType
from typing import Any
from wsgiref.util import setup_testing_defaults

OURS = ("contracts", "openbanking", "config")
# The longest first: the first that fits tells whose work it is.
LIBRARIES = {
    "psycopg_pool": "statements",
    "psycopg_binary": "statements",
    "psycopg": "statements",
    "django.db": "ORM",
    "rest_framework": "DRF",
    "django": "Django",
}
INTERVAL = 0.001
OUTSIDE = "(outside of our modules)"


@dataclass(frozen=True, slots=True)
class Account:
    """Where the time of an answer goes, in microseconds: (module, kind of work) to time."""

    microseconds: float
    cpu_microseconds: float
    shares: list[tuple[str, str, float]]
    statements: list[tuple[str, float, float]]


def account_of(answer: Callable[[], None], seconds: float, transparent: set[str]) -> Account:
    """Time answers, then sample others of the same, then count their statements."""
    for _ in range(20):
        answer()
    number, wall, cpu = _repeat(answer, seconds)
    samples: Counter[tuple[str, str]] = Counter()
    with _sampling(samples, transparent):
        _repeat(answer, seconds)
    per_answer = wall / number * 1e6
    seen = sum(samples.values())
    return Account(
        per_answer,
        cpu / number * 1e6,
        [(*what, count / seen * per_answer) for what, count in samples.most_common()],
        _statements(answer),
    )


def _repeat(answer: Callable[[], None], seconds: float) -> tuple[int, float, float]:
    began, used, number = time.perf_counter(), time.process_time(), 0
    while not number or time.perf_counter() - began < seconds:
        answer()
        number += 1
    return number, time.perf_counter() - began, time.process_time() - used


@contextmanager
def _sampling(samples: Counter[tuple[str, str]], transparent: set[str]) -> Iterator[None]:
    def sample(signum: int, frame: FrameType | None) -> None:
        samples[_where(frame, transparent)] += 1

    signal.signal(signal.SIGALRM, sample)
    signal.setitimer(signal.ITIMER_REAL, INTERVAL, INTERVAL)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _where(frame: FrameType | None, transparent: set[str]) -> tuple[str, str]:
    """Return our innermost module on the stack, and what kind of work it had done for it."""
    kind = ""
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module.partition(".")[0] in OURS and module not in transparent:
            return module, kind or "own code"
        kind = kind or next((LIBRARIES[each] for each in LIBRARIES if _within(module, each)), "")
        frame = frame.f_back
    return OUTSIDE, kind or "own code"


def _within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _statements(answer: Callable[[], None], rounds: int = 50) -> list[tuple[str, float, float]]:
    """Return each kind of statement: how often an answer has it run, and microseconds in all."""
    from django.db import connection

    times: dict[str, list[float]] = {}

    def timed(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, *arguments)
        finally:
            times.setdefault(_label(sql), []).append(time.perf_counter() - began)

    with connection.execute_wrapper(timed):
        for _ in range(rounds):
            answer()
    return [(name, len(each) / rounds, sum(each) / rounds * 1e6) for name, each in times.items()]


def _label(sql: str) -> str:
    """Return the verb and the first tables of a statement."""
    tables = re.findall(r'(?:from|into|update|join) "?(\w+)"?', sql, re.IGNORECASE)
    names = dict.fromkeys(name.removeprefix("openbanking_") for name in tables)
    return f"{sql.split(maxsplit=1)[0].lower()} {', '.join(list(names)[:3])}".strip()


def _answering(path: str, token: str) -> Callable[[], None]:
    from config.wsgi import application

    address, _, query = path.partition("?")
    environ: dict[str, Any] = {
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "HTTP_HOST": "127.0.0.1",
        "HTTP_ACCEPT": "application/json",
        "HTTP_AUTHORIZATION": f"Bearer {token}",
    }
    setup_testing_defaults(environ)

    def started(status: str, headers: object, failure: object = None, /) -> Callable[[bytes], object]:
        if not status.startswith("200"):
            raise RuntimeError(f"{path} is answered {status}")
        return len

    def answer() -> None:
        response = application(dict(environ), started)
        b"".join(response)
        getattr(response, "close", int)()

    return answer


def main(token: str, seconds: str, *paths: str) -> None:
    """Sample one address after the other and print the accounts."""
    answers = [_answering(path, token) for path in paths]
    from django.conf import settings

    transparent = {each.rpartition(".")[0] for each in settings.MIDDLEWARE}
    accounts = [account_of(answer, float(seconds), transparent) for answer in answers]
    print(json.dumps([asdict(each) for each in accounts]))


if __name__ == "__main__":
    main(*sys.argv[1:])
