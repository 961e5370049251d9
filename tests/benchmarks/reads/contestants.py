"""Who answers, and how each is served: one worker process on one core."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests.benchmarks.reads import cores
from tests.benchmarks.reads.world import Populated

ROOT = Path(__file__).resolve().parents[3]
BIN = Path(sys.executable).parent
RIVALS = "tests.benchmarks.reads.rivals"
SECONDS_TO_START = 60

# As `make serve` does.
GRANIAN = (
    *("granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "4", "--no-ws"),
    *("--host", "127.0.0.1", "--log-level", "warning", "--port"),
)
UVICORN = (
    *("uvicorn", "--loop", "uvloop", "--http", "httptools", "--no-access-log"),
    *("--host", "127.0.0.1", "--log-level", "warning", "--port"),
)
DJANGO = {"DJANGO_SETTINGS_MODULE": f"{RIVALS}.django_settings"}


@dataclass(frozen=True)
class Contestant:
    """A service that gives the answers."""

    name: str
    command: Sequence[str]
    application: str
    environment: Mapping[str, str] = field(default_factory=dict)
    drf_token: bool = False

    def token(self, tenant: Populated) -> str:
        """Return the token of this tenant that it takes."""
        return tenant.drf_token if self.drf_token else tenant.token


OURS = Contestant(
    "this service",
    GRANIAN,
    "config.wsgi:application",
    {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ALLOWED_HOSTS": "127.0.0.1",
        # Counted as ever, and never refused.
        "RATE_FACTOR": "1000",
    },
)
RAW = Contestant("raw WSGI, psycopg", GRANIAN, f"{RIVALS}.raw:application")
FASTAPI = Contestant("FastAPI, psycopg", UVICORN, f"{RIVALS}.fastapi_psycopg:app")
OTHERS = (
    RAW,
    Contestant("FastAPI, asyncpg", UVICORN, f"{RIVALS}.fastapi_asyncpg:app"),
    FASTAPI,
    Contestant(
        "django-ninja",
        GRANIAN,
        "config.wsgi:application",
        {**DJANGO, "RIVAL": f"{RIVALS}.django_ninja"},
    ),
)
DRF = Contestant(
    "plain DRF",
    GRANIAN,
    "config.wsgi:application",
    {**DJANGO, "RIVAL": f"{RIVALS}.drf"},
    drf_token=True,
)
NOTHING = Contestant("granian alone", GRANIAN, f"{RIVALS}.nothing:application")
ALL = (OURS, *OTHERS, DRF)


@dataclass(frozen=True)
class Server:
    """A contestant that listens."""

    contestant: Contestant
    port: int
    pid: int


@contextmanager
def serving(
    contestants: Sequence[Contestant], url: str, core: int, folder: Path
) -> Iterator[list[Server]]:
    """Serve the contestants on one core over one database; their log lines go to files in the folder."""
    with ExitStack() as stack:
        started = []
        for contestant in contestants:
            log = stack.enter_context((folder / f"{contestant.name}.log").open("w+"))
            port = _free_port()
            process = _start(contestant, url, core, port, log)
            stack.callback(_stop, process)
            started.append((Server(contestant, port, process.pid), process, log))
        for server, process, log in started:
            _await(server, process, log)
        yield [server for server, _, _ in started]


def _start(
    contestant: Contestant, url: str, core: int, port: int, log: IO[str]
) -> subprocess.Popen[str]:
    command = [str(BIN / contestant.command[0]), *contestant.command[1:], str(port)]
    with cores.running_on(core):
        return subprocess.Popen(
            [*command, contestant.application],
            cwd=ROOT,
            env={**os.environ, **contestant.environment, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )


def _await(server: Server, process: subprocess.Popen[str], log: IO[str]) -> None:
    """Wait until it listens; raises RuntimeError with its log lines where it does not."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    log.seek(0)
    raise RuntimeError(f"{server.contestant.name} did not start:\n{log.read()}")


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
