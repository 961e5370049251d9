"""The programs the demonstration starts, and stops again whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from django.conf import settings


class DidNotStart(Exception):
    """A program of the demonstration ended at once or never answered."""


@contextmanager
def running(*arguments: str, port: int, path: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run Python with these arguments until the block ends; it is entered once `path` answers.

    What the program writes is appended to `log`. Raises DidNotStart after 20 seconds of silence, or as
    soon as the program ends by itself.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            stdout=output,
            stderr=output,
            # A group of its own: Ctrl-C reaches us alone, and what the program starts ends with it.
            start_new_session=True,
        )
    try:
        _wait_until_it_answers(process, arguments, port, path, log)
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for patience, word in ((10, signal.SIGTERM), (5, signal.SIGKILL)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, word)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=patience)
            return


def _wait_until_it_answers(
    process: subprocess.Popen[bytes], arguments: Sequence[str], port: int, path: str, log: Path
) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        if _answers(port, path):
            return
        time.sleep(0.1)
    raise DidNotStart(
        f"`python {' '.join(arguments)}` does not answer on port {port}; {log} says why. If another "
        "program uses the port, stop it or choose one with PORT=."
    )


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
