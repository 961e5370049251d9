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
    """Somebody who can sign in. What they may see is said by their memberships.

    Staff see every family in the admin, or, where they are limited, those they work for alone.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, help_text="Our own stable identifier."
    )

    language = models.CharField(
        max_length=10,
        choices=languages,
        blank=True,
        help_text="The language of pages and mails; empty for that of the browser.",
    )
    is_limited = models.BooleanField(
        "limited to some families",
        default=False,
        help_text="In the admin they see the families below alone; if none is named, none.",
    )
    works_for = models.ManyToManyField(
        "openbanking.Tenant",
        blank=True,
        related_name="staff",
        help_text="The families somebody on the staff works for, where they are limited.",
        verbose_name="works for",
    )

    @property
    def mail_language(self) -> str:
        """Return the code of the language that mails to them are written in."""
        return self.language or settings.LANGUAGE_CODE

    def __repr__(self) -> str:
        return f"<User {self.pk}>"
