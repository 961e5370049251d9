"""What it was measured on: nothing that tells whose machine it is."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

import psycopg

LIBRARIES = (
    *("django", "djangorestframework", "psycopg", "granian", "msgspec", "fastapi", "pydantic"),
    *("uvicorn", "uvloop", "httptools", "asyncpg", "django-ninja"),
)


def facts(url: str) -> list[tuple[str, str]]:
    """Return the facts a reader needs to judge the figures."""
    with psycopg.connect(url) as connection:
        server = str(connection.info.parameter_status("server_version"))
        row = connection.execute("show shared_buffers").fetchone()
    assert row is not None
    return [
        ("processor", f"{_processor()}, {os.cpu_count()} cores"),
        ("system", f"{platform.system()} on {platform.machine()}, {platform.libc_ver()[0]}"),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
        ("PostgreSQL", f"{server.partition(' ')[0]}, shared_buffers {row[0]}"),
        ("libraries", ", ".join(f"{name} {version(name)}" for name in LIBRARIES)),
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.processor() or "unknown"
