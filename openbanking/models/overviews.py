"""Overviews made of a tenant's figures: derived, dated, and kept as they were made."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from openbanking.fields import EncryptedTextField
from openbanking.models.base import BaseModel
from openbanking.models.tenancy import Tenant


class Overview(BaseModel):
    """One overview of a tenant over a period. Holds sums, no wording of a transaction."""

    class Period(models.TextChoices):
        WEEK = "Pweek", "Week"
        MONTH = "Pmonth", "Month"
        QUARTER = "Pquarter", "Quarter"

    FIRST_YEAR = 1900  # before any account of a living person

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="overviews",
        help_text="The family it is about.",
        verbose_name="family",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="Who asked for it.",
    )
    period = models.CharField(max_length=10, choices=Period.choices, help_text="How far back it goes.")
    starts_on = models.DateField(help_text="First day of the period.")
    ends_on = models.DateField(help_text="Last day of the period.")
    document = EncryptedTextField(help_text="The overview as JSON, with exact amounts.")
    summary = EncryptedTextField(help_text="The overview as Markdown, for people.")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_period_display()} to {self.ends_on} of {self.tenant}"
