"""Where the time of an answer of this service goes, sampled in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from tests.benchmarks.reads import cores, questions
from tests.benchmarks.reads.contestants import OURS, ROOT
from tests.benchmarks.reads.sampling import OUTSIDE, Account
from tests.benchmarks.reads.world import Populated

KINDS = ("statements", "ORM", "DRF", "Django", "own code")
SMALLEST_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Layer:
    """One module of ours, and the microseconds it and the libraries took for it, by kind of work."""

    name: str
    purpose: str
    times: dict[str, float]

    @property
    def total(self) -> float:
        return sum(self.times.values())


def sample(tenant: Populated, url: str, core: int, seconds: float) -> dict[str, Account]:
    """Return the account of an answer to each question; raises CalledProcessError without one."""
    paths = [question.paths(tenant)[0] for question in questions.ALL]
    with cores.running_on(core):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.benchmarks.reads.sampling",
                tenant.token,
                str(seconds),
                *paths,
            ],
            cwd=ROOT,
            env={**os.environ, **OURS.environment, "DATABASE_URL": url},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=True,
        )
    accounts = [Account(**each) for each in json.loads(done.stdout)]
    return {question.name: each for question, each in zip(questions.ALL, accounts, strict=True)}


def layers_of(account: Account) -> list[Layer]:
    """Return the layers of an answer, the dearest first; those below one per cent as one."""
    times: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(KINDS, 0.0))
    for module, kind, microseconds in account.shares:
        times[module][kind] += microseconds
    layers = [Layer(module, _purpose(module), each) for module, each in times.items()]
    large = [each for each in layers if each.total >= SMALLEST_SHARE * account.microseconds]
    small = [each for each in layers if each not in large]
    large.sort(key=lambda each: each.total, reverse=True)
    return large + ([_together(small)] if small else [])


def _together(layers: Sequence[Layer]) -> Layer:
    return Layer(
        f"{len(layers)} others", "", {kind: sum(each.times[kind] for each in layers) for kind in KINDS}
    )


def _purpose(module: str) -> str:
    """Return what a module says of itself, in the first sentence of its docstring."""
    if module == OUTSIDE:
        return "the handler of Django, its middleware and ours, before and after a view"
    text = (import_module(module).__doc__ or "").partition("\n")[0]
    return text.rstrip(".")
