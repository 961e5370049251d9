"""The master keys that everything encrypted depends on: from the environment, a file, or a command."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment, development_secret

NAME = "FIELD_ENCRYPTION_KEYS"
COMMAND = f"{NAME}_COMMAND"
VARIABLES = {NAME: (str, ""), COMMAND: (str, "")}
MAKE_ONE = (
    "Make a key with: python -c 'from cryptography.fernet import Fernet; "
    "print(Fernet.generate_key().decode())'"
)
# A command asks a service of keys over the network; the service starts after it.
PATIENCE_SECONDS = 30


def master_keys(env: Environment, *, development: Path | None) -> list[str]:
    """Return the keys, of which the first encrypts and all open; raises ImproperlyConfigured.

    `development` names the file of a key to be made where there is none, None where that is refused.
    """
    given, command = env(NAME), env(COMMAND)
    if given and command:
        raise ImproperlyConfigured(f"Give {NAME} or {COMMAND}, not both: one would be left unread.")
    keys = _separated(_printed(command) if command else given)
    if not keys:
        if command:
            raise ImproperlyConfigured(f"{COMMAND} printed no key.")
        if development is None:
            raise ImproperlyConfigured(
                f"{NAME} is not set, and bank tokens are never stored in the clear. {MAKE_ONE}"
            )
        keys = [development_secret(development, Fernet.generate_key().decode())]
    for position, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            raise ImproperlyConfigured(
                f"{NAME}: key number {position} is not a Fernet key (32 bytes, url-safe base64). "
                f"{MAKE_ONE}"
            ) from None
    return keys


def _separated(text: str) -> list[str]:
    return [each for each in re.split(r"[,\s]+", text) if each]


def _printed(command: str) -> str:
    """Return what a command prints; its words are split as a shell does, and no shell is asked.

    What it printed is never quoted, since it may be a key; what it complains of goes where ours goes.
    """
    try:
        done = subprocess.run(  # noqa: S603  (the operator's own)
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            timeout=PATIENCE_SECONDS,
            check=False,
            text=True,
        )
    except (OSError, ValueError):
        raise ImproperlyConfigured(f"{COMMAND} cannot be run.") from None
    except subprocess.TimeoutExpired:
        raise ImproperlyConfigured(f"{COMMAND} took longer than {PATIENCE_SECONDS} seconds.") from None
    if done.returncode:
        raise ImproperlyConfigured(f"{COMMAND} ended with exit code {done.returncode}.")
    return done.stdout
