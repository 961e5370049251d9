"""The calls of the last minute to one Powens domain, so that all processes keep one throttle."""

from __future__ import annotations

from django.db import models

from openbanking.models.base import BaseModel


class CallBudget(BaseModel):
    """What was called, and is promised to be called, at one Powens domain."""

    base_url = models.CharField(max_length=255, unique=True, help_text="Powens domain, as configured.")
    calls = models.JSONField(
        default=list, help_text="When: seconds since 1970, the oldest first, no more than matter."
    )

    def __str__(self) -> str:
        return self.base_url
