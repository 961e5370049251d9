"""The documents committed beside the code: the lock file and the OpenAPI document."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from contracts.conf import contracts_settings
from contracts.docs.openapi import document, yaml_of
from contracts.registry import Registry
from contracts.versioning.lock import Lock, faults, locked, written

# What brings both up to date, named wherever one is behind.
UPDATE = "make contracts"


class NotALock(ValueError):
    """The text is not a lock file."""


def lock_file() -> Path:
    """Return the path of the lock file."""
    return Path(settings.BASE_DIR) / contracts_settings().lock_file


def openapi_file() -> Path:
    """Return the path of the committed OpenAPI document."""
    return Path(settings.BASE_DIR) / contracts_settings().openapi_file


def write_lock(operations: Registry) -> None:
    """Write the lock file anew from the operations."""
    lock_file().write_text(written(locked(operations)))


def write_openapi(operations: Registry) -> None:
    """Write the OpenAPI document anew from the operations."""
    openapi_file().parent.mkdir(parents=True, exist_ok=True)
    openapi_file().write_bytes(yaml_of(document(operations)))


def committed_faults(operations: Registry) -> Iterator[str]:
    """Yield what is wrong with the operations against the committed documents.

    Raises NotALock for a lock file that cannot be read.
    """
    before = parse_lock(lock_file().read_text()) if lock_file().exists() else {}
    yield from faults(before, locked(operations))
    committed = openapi_file().read_bytes() if openapi_file().exists() else b""
    if committed != yaml_of(document(operations)):
        yield f"{contracts_settings().openapi_file} is behind the operations. Run: {UPDATE}"


def lock_at(base: str) -> Lock | None:
    """Return the lock of a base: a file if there is one of that name, else a revision of git.

    None where there is neither. Raises NotALock.
    """
    if Path(base).is_file():
        return parse_lock(Path(base).read_text())
    if base.startswith("-"):
        return None
    shown = subprocess.run(  # noqa: S603  (no shell, and no option can be smuggled in)
        ["git", "show", f"{base}:{contracts_settings().lock_file}"],  # noqa: S607  (the operator's git)
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    return None if shown.returncode else parse_lock(shown.stdout)


def parse_lock(text: str) -> Lock:
    """Return the lock that a text holds; raises NotALock."""
    try:
        found: Lock = json.loads(text)
    except (ValueError, RecursionError):
        raise NotALock(f"The lock file is not JSON. Write it anew with: {UPDATE}") from None
    return found
