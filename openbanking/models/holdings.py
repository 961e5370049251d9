"""What is owned in an account: its lines, every figure there ever was of them, and their pockets."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from openbanking.fields import MoneyField
from openbanking.models.accounts import Account
from openbanking.models.base import BaseModel
from openbanking.models.ids import new_id
from openbanking.models.runs import SyncRun
from openbanking.models.tenancy import Tenant


class HoldingFigures(models.Model):
    """The figures of a line at one time; ratios are fractions of one, 0.17 being 17 %.

    Powens computes some of them in binary floats, whose ratios have more than 18 decimals: those are
    rounded to 18. Amounts and quantities are exact or missing.
    """

    quantity = MoneyField(null=True, help_text="How many units.")
    unit_cost = MoneyField(null=True, help_text="What a unit cost on average.")
    unit_value = MoneyField(null=True, help_text="What a unit is worth.")
    valuation = MoneyField(null=True, help_text="What all of it is worth.")
    gain = MoneyField(null=True, help_text="Unrealised gain or loss.")
    gain_ratio = MoneyField(null=True, help_text="The same, as a ratio of what it cost.")
    portfolio_share = MoneyField(null=True, help_text="Its share of the account, as a ratio.")
    currency = models.CharField(max_length=12, help_text="The account's currency, of these figures.")
    security_currency = models.CharField(
        max_length=12, blank=True, help_text="The security's own currency, where Powens names it."
    )
    security_unit_cost = MoneyField(null=True, help_text="Unit cost in the security's currency.")
    security_unit_value = MoneyField(null=True, help_text="Unit value in the security's currency.")
    security_valuation = MoneyField(null=True, help_text="Valuation in the security's currency.")
    security_gain = MoneyField(null=True, help_text="Gain or loss in the security's currency.")
    valued_on = models.DateField(null=True, help_text="The day the bank valued it.")
    calculated = models.JSONField(
        default=list, help_text="Powens' names of the figures that it computed itself."
    )
    deleted_on = models.DateField(null=True, help_text="Since when the bank lists it no more.")
    as_of = models.DateTimeField(
        help_text="When it was last updated at Powens; when we learned it where Powens gives no time."
    )
    learned_at = models.DateTimeField(help_text="When we learned it.")
    run = models.ForeignKey(
        SyncRun,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="The sync that brought it.",
    )

    class Meta:
        abstract = True


class HoldingQuerySet(models.QuerySet["Holding"]):
    def live(self) -> HoldingQuerySet:
        """Return the lines the bank still lists."""
        return self.filter(deleted_on__isnull=True)


class Holding(BaseModel, HoldingFigures):
    """A line of an account with its latest figures: what queries read.

    It is known by its code, and one without a code by its label; Powens' id changes when an account is
    listed anew.
    """

    class Kind(models.TextChoices):
        SECURITY = "security", "Security"
        FUND = "fund", "Fund"
        CASH = "cash", "Cash"

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="holdings",
        help_text="The family it belongs to.",
        verbose_name="family",
    )
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="holdings", help_text="The account."
    )
    external_id = models.CharField(max_length=40, help_text="The line's id at Powens today.")
    key = models.CharField(
        max_length=255, help_text="What it is known by in its account: its code, else its label."
    )
    twin = models.PositiveSmallIntegerField(
        default=0, help_text="Which of several lines of the account that have the same key."
    )
    label = models.CharField(max_length=255, help_text="Name as the bank shows it.")
    code = models.CharField(max_length=60, blank=True, help_text="ISIN, or a code Powens made up.")
    code_type = models.CharField(max_length=20, blank=True, help_text="What kind of code: ISIN, AMF…")
    symbol = models.CharField(max_length=40, blank=True, help_text="Ticker at a stock exchange.")
    kind = models.CharField(
        max_length=10, choices=Kind.choices, help_text="Told by its code and what is known of it."
    )
    history_read_at = models.DateTimeField(
        null=True, editable=False, help_text="When Powens' history of it was last asked for."
    )

    objects = HoldingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "key", "twin"], name="holding_once_per_account"),
            models.CheckConstraint(
                condition=Q(kind__in=["security", "fund", "cash"]), name="holding_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "id"], name="holding_by_tenant")]

    def __str__(self) -> str:
        return self.label


class HoldingReading(HoldingFigures):
    """The figures of a line as they once were. Only ever added to, when one of them is new.

    Euro funds and savings plans have no other history, and a day that was not read is lost.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, help_text="Our own stable identifier."
    )
    holding = models.ForeignKey(
        Holding, on_delete=models.CASCADE, related_name="readings", help_text="The line."
    )

    class Meta:
        ordering = ["-learned_at", "-id"]
        indexes = [
            models.Index(fields=["holding", "-learned_at", "-id"], name="holding_reading_latest"),
            models.Index(fields=["holding", "-as_of", "-learned_at"], name="holding_reading_as_of"),
        ]

    def __str__(self) -> str:
        return f"Reading of {self.holding_id}"


class HoldingValue(models.Model):
    """What a unit of a line was worth on a day. Only ever added to: the last learned counts."""

    class Source(models.TextChoices):
        HISTORY = "history", "Powens' history"
        READING = "reading", "A reading of ours"

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, help_text="Our own stable identifier."
    )
    holding = models.ForeignKey(
        Holding, on_delete=models.CASCADE, related_name="values", help_text="The line."
    )
    valued_on = models.DateField(help_text="The day the bank valued it.")
    unit_value = MoneyField(help_text="What a unit was worth, in the account's currency.")
    security_currency = models.CharField(
        max_length=12, blank=True, help_text="The security's own currency, where Powens names it."
    )
    security_unit_value = MoneyField(null=True, help_text="The same in the security's currency.")
    source = models.CharField(max_length=10, choices=Source.choices, help_text="Who said so.")
    learned_at = models.DateTimeField(help_text="When we learned it.")
    run = models.ForeignKey(
        SyncRun,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="The sync that brought it.",
    )

    class Meta:
        ordering = ["-valued_on", "-learned_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=["history", "reading"]), name="holding_value_source_known"
            )
        ]
        indexes = [
            models.Index(
                fields=["holding", "-valued_on", "-learned_at", "-id"], name="holding_value_latest"
            )
        ]

    def __str__(self) -> str:
        return f"Value of {self.holding_id} on {self.valued_on}"


class Pocket(BaseModel):
    """A part of a line of employee savings, with when it can be had."""

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="pockets",
        help_text="The family it belongs to.",
        verbose_name="family",
    )
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="pockets", help_text="The account."
    )
    holding = models.ForeignKey(
        Holding, on_delete=models.CASCADE, related_name="pockets", help_text="The line it is part of."
    )
    external_id = models.CharField(max_length=40, help_text="The pocket's id at Powens today.")
    label = models.CharField(max_length=255, blank=True, help_text="Name as the bank shows it.")
    quantity = MoneyField(null=True, help_text="How many units.")
    value = MoneyField(null=True, help_text="What they are worth, in the account's currency.")
    currency = models.CharField(max_length=12, help_text="The account's currency.")
    condition = models.CharField(
        max_length=40,
        help_text="When it can be had: available, date, acquired, retirement or unknown; an open list.",
    )
    available_on = models.DateField(null=True, help_text="The day from which it can be had.")
    deleted_on = models.DateField(null=True, help_text="Since when the bank lists it no more.")
    as_of = models.DateTimeField(
        help_text="When it was last updated at Powens; when we learned it where Powens gives no time."
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id"], name="pocket_once_per_account")
        ]
        indexes = [models.Index(fields=["tenant", "id"], name="pocket_by_tenant")]

    def __str__(self) -> str:
        return f"Pocket of {self.holding_id}"
