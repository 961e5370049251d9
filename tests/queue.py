"""The queue of PostgreSQL, worked off in the process of the test."""

from __future__ import annotations

from unittest.mock import patch

from django.core.management import call_command
from django.db import connections


def work_off_the_queue() -> None:
    """Do every job that waits; threads that end with it leave no connection open."""
    with patch.dict(connections.settings["default"], CONN_MAX_AGE=0):
        call_command("procrastinate", "worker", "--one-shot")
