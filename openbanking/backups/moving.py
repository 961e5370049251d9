"""Move everything to another database: a backup of this one, restored there by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings

from openbanking.backups.making import Made, Show, back_up, nothing_shown
from openbanking.backups.refusals import Refused

# Where a process reads the addresses of databases from: the file wins, so it must be none.
ADDRESSES = ("DATABASE_URL", "DATABASE_URL_WEB", "DATABASE_URL_WORKER")


def move(url: str, *, now: datetime, replace: bool = False, show: Show = nothing_shown) -> Made:
    """Copy all rows to the database of an address; this one is left as it is.

    The other process has settings of its own: apps differ between databases. Raises Refused where it
    did not restore all; it has said why by then.
    """
    with tempfile.TemporaryDirectory(prefix="moving-") as folder:
        file = Path(folder) / "backup"
        made = back_up(file, now=now, show=show)
        command = [sys.executable, "manage.py", "restore", str(file), *(["--replace"] * replace)]
        done = subprocess.run(  # noqa: S603  (a command of ours)
            command, cwd=settings.BASE_DIR, env=_environment(url), check=False
        )
    if done.returncode:
        raise Refused("Nothing was moved; both databases are as they were.")
    return made


def _environment(url: str) -> dict[str, str]:
    """Return ours with another database, asked as its owner; its policies come once it is in place."""
    addresses = {name: "" for each in ADDRESSES for name in (each, f"{each}_FILE")}
    return {
        **os.environ,
        **addresses,
        "DATABASE_URL": url,
        "DATABASE_ROLE": "owner",
        "ROW_LEVEL_SECURITY": "false",
    }
