"""Inputs that Atheris makes, led by the code they reach; takes what `tests.fuzzing.chosen` takes."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

FOUND = Path(__file__).resolve().parents[2] / "var" / "fuzzing"


def main(name: str, inputs: int, seconds: int, megabytes: int) -> None:
    """Hold so many inputs, or as many as there is time for; ends the process."""
    with atheris.instrument_imports(include=["contracts", "openbanking", "ofxtools"]):
        from tests.fuzzing.limits import begin

        begin(megabytes)
        from tests.fuzzing.holding import hold
        from tests.fuzzing.kinds import KINDS
    corpus = FOUND / f"{name}-guided"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(KINDS[name].seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    budget = f"-max_total_time={seconds}" if seconds else f"-runs={inputs}"
    atheris.Setup(
        [
            *(sys.argv[0], str(corpus), budget, "-timeout=30", f"-rss_limit_mb={megabytes}"),
            *("-max_len=100000", f"-artifact_prefix={corpus}/", "-print_final_stats=1"),
        ],
        lambda data: hold(name, data),
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
