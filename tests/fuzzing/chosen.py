"""Inputs that Hypothesis chooses: `python -m tests.fuzzing.chosen KIND INPUTS SECONDS MEMORY`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.fuzzing.limits import begin

FOUND = Path(__file__).resolve().parents[2] / "var" / "fuzzing"


def main(name: str, inputs: int, seconds: int, megabytes: int) -> None:
    """Hold so many inputs, or as many as there is time for; raises what they bring to light."""
    begin(megabytes)
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis.database import DirectoryBasedExampleDatabase

    from tests.fuzzing.holding import hold
    from tests.fuzzing.inputs import hostile
    from tests.fuzzing.kinds import KINDS

    end = time.monotonic() + seconds

    @settings(
        max_examples=1_000 if seconds else inputs,
        deadline=None,
        database=DirectoryBasedExampleDatabase(FOUND / name),
        suppress_health_check=list(HealthCheck),
        phases=[Phase.reuse, Phase.generate, Phase.target, Phase.shrink],
    )
    @given(hostile(KINDS[name].seeds))
    def holds(data: bytes) -> None:
        hold(name, data)

    holds()
    while time.monotonic() < end:
        holds()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
