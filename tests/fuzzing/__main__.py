"""Look for inputs that must not pass: `python -m tests.fuzzing [KIND]...`, which `make fuzz` is.

FUZZ_INPUTS says how many of each kind (10,000), FUZZ_SECONDS for how long all of them together instead.
Each kind runs in a process of its own, with a ceiling for its memory; Atheris leads the way to code that
no input has reached yet where it is installed, else Hypothesis chooses. What is found is printed, and
kept in var/fuzzing to begin with the next time.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console

from tests.fuzzing.names import NAMES

ROOT = Path(__file__).resolve().parents[2]
MEMORY = "2048"  # MiB that a process may take


def main(chosen: list[str]) -> int:
    """Run the kinds that were named, all of them without a name; return 1 if anything was found."""
    console = Console()
    if unknown := sorted(set(chosen) - set(NAMES)):
        console.print(f"There is no {', '.join(unknown)}. There are: {', '.join(NAMES)}.")
        return 2
    names = chosen or list(NAMES)
    inputs = int(os.environ.get("FUZZ_INPUTS") or 10_000)
    seconds = int(os.environ.get("FUZZ_SECONDS") or 0) // len(names)
    guided = importlib.util.find_spec("atheris") is not None
    console.print(f"{'Atheris' if guided else 'Hypothesis'} makes the inputs.")
    failed = []
    for name in names:
        began = time.monotonic()
        module = "tests.fuzzing.guided" if guided else "tests.fuzzing.chosen"
        done = subprocess.run(
            [sys.executable, "-m", module, name, str(inputs), str(seconds), MEMORY],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "CRITICAL"},
            capture_output=True,
            text=True,
            check=False,
        )
        word = "ok" if done.returncode == 0 else "FAILED"
        console.print(f"  {word:8}{name} ({time.monotonic() - began:.0f} s)")
        if done.returncode:
            failed.append(name)
            console.print((done.stdout + done.stderr)[-4_000:], markup=False, highlight=False)
    console.print(f"{len(names) - len(failed)} kinds passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
