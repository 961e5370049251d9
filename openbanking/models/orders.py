"""Orders to buy and sell, on market accounts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from openbanking.fields import MoneyField
from openbanking.models.accounts import Account
from openbanking.models.base import BaseModel
from openbanking.models.tenancy import Tenant


class MarketOrder(BaseModel):
    """One order, mirrored from Powens; its amounts are in the account's currency."""

    class Direction(models.TextChoices):
        BUY = "buy", "Buy"
        SELL = "sell", "Sell"
        OTHER = "other", "Other"

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="orders",
        help_text="The family it belongs to.",
        verbose_name="family",
    )
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="orders", help_text="The account."
    )
    external_id = models.CharField(max_length=40, help_text="The order's id at Powens today.")
    number = models.CharField(max_length=100, blank=True, help_text="The bank's number of it.")
    label = models.CharField(max_length=255, blank=True, help_text="Name of what is traded.")
    code = models.CharField(max_length=60, blank=True, help_text="ISIN, or a code Powens made up.")
    symbol = models.CharField(max_length=40, blank=True, help_text="Ticker at a stock exchange.")
    direction = models.CharField(
        max_length=10, choices=Direction.choices, help_text="Other where Powens says neither."
    )
    type = models.CharField(max_length=40, blank=True, help_text="MARKET, LIMIT, TRIGGER…")
    market = models.CharField(max_length=100, blank=True, help_text="The stock exchange.")
    state = models.CharField(max_length=100, blank=True, help_text="The bank's own word for it.")
    payment_method = models.CharField(max_length=40, blank=True, help_text="CASH, DEFERRED…")
    date = models.DateTimeField(
        help_text="When it was given, else carried out, else first seen; lists are sorted by it."
    )
    placed_at = models.DateTimeField(null=True, help_text="When it was given.")
    executed_at = models.DateTimeField(null=True, help_text="When it was carried out.")
    valid_until = models.DateTimeField(null=True, help_text="When it lapses.")
    quantity = MoneyField(null=True, help_text="How many units.")
    amount = MoneyField(null=True, help_text="What the whole of it comes to.")
    limit_price = MoneyField(null=True, help_text="The limit, or what triggers it: a price of a unit.")
    unit_price = MoneyField(null=True, help_text="What a unit cost or brought.")
    unit_value = MoneyField(null=True, help_text="What a unit was worth.")
    currency = models.CharField(max_length=12, help_text="The account's currency.")
    deleted_on = models.DateField(null=True, help_text="Since when the bank lists it no more.")
    as_of = models.DateTimeField(
        help_text="When it was last updated at Powens; when we learned it where Powens gives no time."
    )

    class Meta:
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id"], name="order_once_per_account"),
            models.CheckConstraint(
                condition=Q(direction__in=["buy", "sell", "other"]), name="order_direction_known"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-date", "-id"], name="order_by_tenant_latest"),
            models.Index(fields=["account", "-date", "-id"], name="order_by_account_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} of {self.date:%Y-%m-%d}"
