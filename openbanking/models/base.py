"""What every row has: a public id in time order and the times of our own record of it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from openbanking.models.ids import new_id


class BaseModel(models.Model):
    """A row with a public id. Who changes it sets `updated_at`; unchanged rows are never rewritten."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, help_text="Our own stable identifier."
    )
    created_at = models.DateTimeField(
        default=timezone.now, editable=False, help_text="When we first recorded it."
    )
    updated_at = models.DateTimeField(
        default=timezone.now, editable=False, help_text="When our record of it last changed."
    )

    class Meta:
        abstract = True


class ReviewQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        """Return those that wait for staff."""
        return self.filter(decision="waiting")


class ReviewItem(BaseModel):
    """A question that staff decide, or that events decide for them."""

    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="Who decided.",
    )
    decided_at = models.DateTimeField(null=True, help_text="When.")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        abstract = True
