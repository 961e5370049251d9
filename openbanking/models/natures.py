"""Natures of transactions: what one says of the account it is on."""

from __future__ import annotations

from django.db import models


class Nature(models.TextChoices):
    """A closed set: whether money crossed the account's border, and if not, what happened inside."""

    EXTERNAL = "external", "External: money in or out of the account"
    TRADE = "trade", "Trade: one thing in the account for another"
    INCOME = "income", "Income: interest, dividends, what the institution gives"
    FEE = "fee", "Fee: what the institution takes"
