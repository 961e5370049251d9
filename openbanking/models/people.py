"""The people who sign in: staff, members of tenants, and the accounts of automations."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from openbanking.models.ids import new_id


class User(AbstractUser):
    """Somebody who can sign in. What they may see is said by their memberships."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, help_text="Our own stable identifier."
    )

    def __repr__(self) -> str:
        return f"<User {self.pk}>"
