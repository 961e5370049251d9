"""How a long command shows that it is getting on: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.base import OutputWrapper
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from openbanking.models import PowensUser
from openbanking.sync import ConnectionReport

Advance = Callable[[int], None]
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
