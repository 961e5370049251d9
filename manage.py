#!/usr/bin/env python
"""Run administrative tasks."""

from __future__ import annotations

import os
import sys

from config.databases import COMMANDS, Process

WRONG_CONFIGURATION = 2


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if not os.environ.get("DATABASE_ROLE"):
        os.environ["DATABASE_ROLE"] = COMMANDS.get("".join(sys.argv[1:2]), Process.WORKER)
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # What is missing and how to get it, not where in the code it was missed.
        sys.stderr.write(f"{error}\n")
        sys.exit(WRONG_CONFIGURATION)


if __name__ == "__main__":
    main()
