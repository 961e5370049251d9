"""Reference rates of currencies against the euro, as published."""

from __future__ import annotations

from django.db import models

from openbanking.fields import MoneyField
from openbanking.models.ids import new_id


class ExchangeRate(models.Model):
    """What one euro was worth in a currency on a day; days without a market have none."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, help_text="Our own stable identifier."
    )
    currency = models.CharField(max_length=3, help_text="ISO 4217 code.")
    day = models.DateField(help_text="The day it was published for.")
    units = MoneyField(help_text="Units of the currency for one euro.")
    source = models.CharField(max_length=100, help_text="Who published it.")
    learned_at = models.DateTimeField(help_text="When we learned it, or last learned it anew.")

    class Meta:
        ordering = ["-day", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="rate_once_a_day"),
            models.CheckConstraint(condition=models.Q(units__gt=0), name="rate_is_positive"),
        ]
        indexes = [models.Index(fields=["-day", "currency"], name="rate_newest_first")]

    def __str__(self) -> str:
        return f"{self.currency} of {self.day}"
