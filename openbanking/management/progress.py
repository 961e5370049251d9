"""How a long command shows that it is getting on: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.base import OutputWrapper
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from openbanking.models import PowensUser
from openbanking.sync import ConnectionReport

Advance = Callable[[int], None]
Named = Callable[[str, int], None]
Report = Callable[[PowensUser, list[ConnectionReport]], None]


@contextmanager
def sync_progress(*, total: int, stream: OutputWrapper, quiet: bool) -> Iterator[Report]:
    """Yield the callback that a sync calls with each Powens user it has done."""
    if quiet:
        yield lambda user, reports: None
    elif stream.isatty():
        with _bar("Syncing") as bar:
            task = bar.add_task("", total=total)
            yield lambda user, reports: bar.update(task, advance=1, description=user.tenant.slug)
    else:
        yield lambda user, reports: stream.write(_line(user, reports))


@contextmanager
def count_progress(title: str, *, total: int, stream: OutputWrapper) -> Iterator[Advance]:
    """Yield the callback that takes how many more are done; it shows nothing but on a terminal."""
    if not stream.isatty():
        yield lambda done: None
        return
    with _bar(title) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.advance(task, done)


@contextmanager
def named_progress(title: str, *, stream: OutputWrapper, quiet: bool) -> Iterator[Named]:
    """Yield the callback that takes what is worked on and how many more of it are done.

    How many there will be is not known. It shows nothing but on a terminal.
    """
    if quiet or not stream.isatty():
        yield lambda name, done: None
        return
    with _bar(title) as bar:
        tasks: dict[str, TaskID] = {}

        def advance(name: str, done: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=None)
            bar.advance(tasks[name], done)

        yield advance


def _bar(title: str) -> Progress:
    return Progress(
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )


def _line(user: PowensUser, reports: list[ConnectionReport]) -> str:
    read = sum(report.read for report in reports)
    return f"{user.tenant.slug}: {read} of {len(reports)} connections read"
