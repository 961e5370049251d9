"""Users for tests of contracts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User


def make_user(username: str, **columns: Any) -> Any:
    return User.objects.create_user(username=username, password="a password", **columns)
