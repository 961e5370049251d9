"""One run from the first row to the page of results."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from string import Template

from tests.benchmarks.floods import floods
from tests.benchmarks.floods.floods import LIST, Flood, Seen, Site, flooding, headers
from tests.benchmarks.reads import machine, world

ROOT = Path(__file__).resolve().parents[3]
TEMPLATE = Path(__file__).with_name("report.md")
WORKERS, THREADS = 2, 4
PAUSE = 0.05  # seconds between an answer to the neighbour and the next question
PATIENCE = 10  # seconds until the neighbour gives an answer up
HEADINGS = (
    f"| | answers | median ms | p99 ms | none in {PATIENCE} s | those who flood are answered |\n"
    "|---|--:|--:|--:|--:|---|"
)


@dataclass(frozen=True, slots=True)
class Noticed:
    """What a neighbour noticed of a flood: the seconds that answers took, and how many did not come."""

    flood: Flood
    seconds: list[float]
    missing: int
    seen: Seen

    @property
    def line(self) -> str:
        taken = sorted(self.seconds)
        if taken:
            median, p99 = statistics.median(taken) * 1000, taken[int(len(taken) * 0.99)] * 1000
            times = f"{median:,.0f} | {p99:,.0f}"
        else:
            times = "– | –"
        given = ", ".join(
            f"{count:,} × {status or 'ended'}" for status, count in sorted(self.seen.statuses.items())
        )
        return f"| {self.flood.name} | {len(taken)} | {times} | {self.missing} | {given or '–'} |"


def run(seconds: int, url: str, into: Path) -> Path:
    """Flood a service in each way for so many seconds, and return the page that was written."""
    world.empty()
    flooder = world.populate("flooder", accounts=20)
    neighbour = world.populate("neighbour", accounts=20)
    world.settle()
    noticed = []
    for flood in floods.ALL:
        # Served anew each time: what one flood left behind is not the next one's.
        with _served(url) as port:
            noticed.append(_measure(flood, Site(port, flooder.token), neighbour.token, seconds))
    page = into / "benchmarks-floods.md"
    page.write_text(
        Template(TEMPLATE.read_text()).substitute(
            date=f"{datetime.now(UTC):%Y-%m-%d}",
            seconds=seconds,
            workers=WORKERS,
            threads=THREADS,
            clients=floods.CLIENTS,
            facts="\n".join(f"| {name} | {value} |" for name, value in machine.facts(url)),
            table="\n".join([HEADINGS, *(each.line for each in noticed)]),
        )
    )
    return page


def _measure(flood: Flood, site: Site, token: str, seconds: float) -> Noticed:
    # What a process loads with its first page and its first refusal is loaded before.
    for _ in range(WORKERS * 10):
        for path in (LIST, "/api/nothing", "/login/"):
            _ask(site.port, token, path)
    taken, missing = [], 0
    with flooding(flood, site) as seen:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            began = time.monotonic()
            if _ask(site.port, token):
                taken.append(time.monotonic() - began)
            else:
                missing += 1
            time.sleep(PAUSE)
    return Noticed(flood, taken, missing, seen)


def _ask(port: int, token: str, path: str = LIST) -> bool:
    """Tell whether the neighbour was answered in time; raises where the answer is a refusal."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=headers(token, "203.0.113.9"))
        answer = connection.getresponse()
        answer.read()
    except OSError:
        return False
    finally:
        connection.close()
    if path == LIST and answer.status != 200:
        raise RuntimeError(f"The neighbour was answered {answer.status}.")
    return True


@contextmanager
def _served(url: str) -> Iterator[int]:
    """Serve as `make serve` does, behind one proxy, and yield the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [
            *(sys.executable, "manage.py", "serve", "--port", str(port)),
            *("--workers", str(WORKERS), "--threads", str(THREADS)),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ALLOWED_HOSTS": "127.0.0.1",
            "TRUSTED_PROXIES": "1",
        },
        stdout=subprocess.DEVNULL,
    )
    try:
        _await(port)
        yield port
    finally:
        process.terminate()
        process.wait(60)


def _await(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The service did not start.")
