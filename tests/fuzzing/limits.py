"""The ceiling of memory under which a process reads hostile inputs."""

from __future__ import annotations

import resource

import django


def begin(megabytes: int) -> None:
    """Set Django up, and let this process take so much memory on top of what it has by then."""
    django.setup()
    from tests.fuzzing import kinds

    assert kinds.KINDS
    present = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    ceiling = present + megabytes * 1024 * 1024 + _reserved()
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


def _reserved() -> int:
    """Return what of this process's addresses is taken and not used: libraries, stacks of threads."""
    with open("/proc/self/statm") as file:  # noqa: PTH123  (no file of ours)
        return int(file.read().split()[0]) * resource.getpagesize()
