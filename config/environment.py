"""How settings are read: typed, from the environment or from files of secrets."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping


class Variables(FileAwareMapping):  # type: ignore[misc]  # the library has no types
    """The variables, also from the files that their names with `_FILE` name.

    A file's last line break is none of its value. A dollar sign is escaped for django-environ, which
    takes a value that begins with one for the name of another variable, and names it in an error.
    """

    def __getitem__(self, key: str) -> str:
        value: str = super().__getitem__(key)
        if self.env.get(f"{key}_FILE"):
            value = value.rstrip("\r\n")
        return value.replace("$", r"\$")


class Environment(environ.FileAwareEnv):  # type: ignore[misc]  # the library has no types
    """The environment, typed; a value of the wrong type is named and not quoted."""

    ENVIRON = Variables()

    def __init__(self, **scheme: Any) -> None:
        super().__init__(**scheme)
        self.escape_proxy = True  # undoes what Variables escapes

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        """Return the typed value; raises ImproperlyConfigured."""
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError:
            raise ImproperlyConfigured(f"{var} is malformed; .env.example says what it takes.") from None

    def zone(self, var: str) -> ZoneInfo:
        """Return a time zone by its name; raises ImproperlyConfigured."""
        try:
            return ZoneInfo(self(var))
        except (KeyError, ValueError):
            raise ImproperlyConfigured(
                f"{var} is not a time zone name. Use one like Europe/Paris."
            ) from None


def development_secret(file: Path, fresh: str) -> str:
    """Return the secret kept in a file for development, writing `fresh` there the first time."""
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(fresh)
    return file.read_text().strip()
