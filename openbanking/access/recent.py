"""What a token opens, remembered for a second: a read asks the database for its data alone.

The process through which a token is revoked, or a person leaves a tenant, knows at once, every other one
within ACCESS_CACHE_SECONDS: nothing is kept for longer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.conf import settings
from django.db.models.signals import m2m_changed, post_delete, post_save

from openbanking.models import ApiToken, Membership, Tenant, User

MOST = 10_000  # answers remembered; some 20 MB

Answer = TypeVar("Answer")


class Recent:
    """Answers of the database that are given again while they are younger than a setting says."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[Hashable, tuple[float, Any]] = {}

    def get(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """Return what is known of a question, or ask; what asking raises is raised."""
        now = self._clock()
        known = self._known
        found: tuple[float, Answer] | None = known.get(question)
        if found is not None and now - found[0] < settings.ACCESS_CACHE_SECONDS:
            return found[1]
        answer = ask()
        if len(known) >= MOST:
            known.clear()
        # Into what was there before: an answer that was on its way when all was forgotten is dropped.
        known[question] = now, answer
        return answer

    def forget(self) -> None:
        """Ask anew from now on."""
        self._known = {}


current = Recent()


def listen() -> None:
    """Begin to forget what this process changes."""
    for model in (ApiToken, Membership, Tenant, User):
        for signal in (post_save, post_delete):
            signal.connect(_forget, sender=model, dispatch_uid=f"openbanking.recent.{model.__name__}")
    for name, through in {
        "ApiToken.tenants": ApiToken.tenants.through,
        "ApiToken.accounts": ApiToken.accounts.through,
        "User.works_for": User.works_for.through,
        "User.groups": User.groups.through,
        "User.user_permissions": User.user_permissions.through,
    }.items():
        m2m_changed.connect(_forget, sender=through, dispatch_uid=f"openbanking.recent.{name}")


def _forget(**kwargs: object) -> None:
    current.forget()
