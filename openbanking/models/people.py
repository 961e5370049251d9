"""The people who sign in: staff, members of tenants, and the accounts of automations."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models

from openbanking.models.ids import new_id


def languages() -> list[tuple[str, str]]:
    """Return the languages of pages, each by its code and its own name."""
    return list(settings.LANGUAGES)


class User(AbstractUser):
    """Somebody who can sign in. What they may see is said by their memberships."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, help_text="Our own stable identifier."
    )

    language = models.CharField(
        max_length=10,
        choices=languages,
        blank=True,
        help_text="The language of pages and mails; empty for that of the browser.",
    )

    def __repr__(self) -> str:
        return f"<User {self.pk}>"
