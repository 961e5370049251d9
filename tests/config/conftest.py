"""The service as it is served: by the server of `make serve`, over the database of the test."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import requests
from django.conf import settings

from tests.processes import PATIENCE, environment_of_a_process


class Service:
    """A service that runs in processes of its own."""

    def __init__(self, process: subprocess.Popen[bytes], site: str) -> None:
        self.process, self.site = process, site

    def stop(self, word: signal.Signals = signal.SIGTERM) -> None:
        """Ask it to end, and wait until it has."""
        self.process.send_signal(word)
        self.process.wait(PATIENCE)

    def kill(self) -> None:
        """End it, and the workers it has started, on the spot."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


Serve = Callable[..., Service]


@pytest.fixture
def serve(transactional_db: None) -> Iterator[Serve]:
    """Serve the service with these variables of the environment; it is stopped after the test."""
    with ExitStack() as running:

        def serve(workers: int = 1, **variables: str) -> Service:
            return running.enter_context(serving(workers, variables))

        yield serve


@pytest.fixture
def served(serve: Serve) -> str:
    """Serve the service as the settings have it; returns its address."""
    return serve().site


@contextmanager
def serving(workers: int, variables: dict[str, str]) -> Iterator[Service]:
    """Yield the service, served with these variables of the environment until the block ends."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    process = subprocess.Popen(
        [
            *(sys.executable, "manage.py", "serve", "--port", str(port)),
            *("--workers", str(workers), "--threads", "2"),
        ],
        cwd=settings.BASE_DIR,
        env=environment_of_a_process(**variables),
        start_new_session=True,
    )
    service = Service(process, f"http://127.0.0.1:{port}")
    try:
        _wait_for(service.site)
        yield service
    finally:
        if process.poll() is None:
            service.stop()


def _wait_for(site: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            requests.get(f"{site}/healthz", timeout=1).raise_for_status()
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the service did not begin to answer")
