"""The wheel: made of what is committed, twice, and the same to the byte."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

from tests.supply.requirements import ROOT

DIST = ROOT / "dist"


def main() -> int:
    """Make the wheel into dist/ and print its digest; return 1 where a second one differs."""
    DIST.mkdir(exist_ok=True)
    made = [built(DIST)]
    with tempfile.TemporaryDirectory(prefix="wheel-") as folder:
        made.append(built(Path(folder)))
        digests = [hashlib.sha256(each.read_bytes()).hexdigest() for each in made]
    if len(set(digests)) > 1:
        print("Two wheels of one commit differ.")
        return 1
    print(f"{digests[0]}  dist/{made[0].name}")
    return 0


def built(into: Path, revision: str = "HEAD") -> Path:
    """Return the wheel of a commit, made from a copy of it; its files are as old as the commit is."""
    with tempfile.TemporaryDirectory(prefix="source-") as folder:
        archive = _git("archive", "--format=tar", revision)
        with tarfile.open(fileobj=BytesIO(archive)) as packed:
            packed.extractall(folder, filter="data")
        for path in Path(folder).rglob("*"):
            os.utime(path)
        epoch = _git("log", "-1", "--format=%ct", revision).decode().strip()
        done = subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into.resolve())],
            cwd=folder,
            env={**os.environ, "SOURCE_DATE_EPOCH": epoch},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    return max(into.glob("*.whl"), key=lambda each: each.stat().st_mtime)


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout
