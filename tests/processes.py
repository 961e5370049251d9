"""Processes of the service's own, over the database of the test."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from django.db import connection

PATIENCE = 60  # seconds until a process must answer, and until it must have ended


def environment_of_a_process(**variables: str) -> dict[str, str]:
    """Return the environment in which a process runs the service over the database of the test."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": _database_url(),
        "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "ERROR",
        **variables,
    }


def _database_url() -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
