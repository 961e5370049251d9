"""Serve the service with as many processes as the machine has cores."""

from __future__ import annotations

import os
import shutil
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

GRANIAN = Path(sys.executable).with_name("granian")
# While one thread waits for the database another one computes.
THREADS = 4
# Bytes of the first line and the headers of a request together.
LARGEST_HEAD = 65_536
# Seconds that requests in flight have to end in when the service is stopped.
PATIENCE = 30


class Command(BaseCommand):
    help = (
        "Serve the service on this machine, behind your own proxy. SIGTERM lets requests in flight end."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on.")
        parser.add_argument("--port", type=int, default=8000, help="Port to listen on.")
        parser.add_argument("--workers", type=int, help="Processes; one for each core by default.")
        parser.add_argument(
            "--threads",
            type=int,
            default=THREADS,
            help=f"Threads of each process; {THREADS} by default.",
        )

    def handle(self, *, host: str, port: int, workers: int | None, threads: int, **options: Any) -> None:
        _insist_on_safety(host)
        workers = _cores() if workers is None else workers
        if workers < 1 or threads < 1:
            raise CommandError("Give --workers and --threads 1 or more each.", returncode=2)
        self.stdout.write(
            f"Serving on http://{host}:{port} with {workers} workers of {threads} threads each: at most "
            f"{workers * threads} connections to the database."
        )
        self.stdout.flush()
        if workers > 1:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_counters_of(port))
        os.environ["SERVE_THREADS"] = str(threads)
        os.chdir(settings.BASE_DIR)
        os.execv(  # noqa: S606  (no shell; the process is replaced, so that signals reach the server)
            GRANIAN,
            [
                *("granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
                *("--workers", str(workers), "--blocking-threads", str(threads)),
                *("--workers-kill-timeout", str(PATIENCE), "--respawn-failed-workers"),
                # Addresses are refused above 8 KiB, and browsers send few headers: more is no request.
                *("--http1-buffer-size", str(LARGEST_HEAD), "--http1-header-read-timeout", "10000"),
                # Addresses have the words that people search by.
                *("--no-ws", "--no-access-log", "--log-level", "warning", "config.wsgi:application"),
            ],
        )


def _insist_on_safety(host: str) -> None:
    """Raise CommandError for what other machines must not reach."""
    if _is_this_machine(host):
        return
    if settings.DEBUG:
        raise CommandError(
            "DEBUG=true is for your own machine alone: listen on 127.0.0.1.", returncode=2
        )
    if "*" in settings.ALLOWED_HOSTS:
        raise CommandError("ALLOWED_HOSTS lets every name pass. Name the service's own.", returncode=2)
    if not (settings.SECURE_SSL_REDIRECT or settings.TRUSTED_PROXIES):
        raise CommandError(
            "Passwords and tokens would cross the network as plain HTTP. Listen on 127.0.0.1, or let "
            "a proxy end TLS: SECURE_SSL_REDIRECT=true, or TRUSTED_PROXIES=1 where it redirects itself.",
            returncode=2,
        )


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _cores() -> int:
    """Return how many cores this process may use; where the system does not tell, how many there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _counters_of(port: int) -> Path:
    """Return an empty folder in which the processes keep their counters, for a scrape to sum up."""
    folder = Path(settings.BASE_DIR) / "var" / f"metrics-{port}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
