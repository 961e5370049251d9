"""Statements imported by hand: which file brought what, and the rows of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from openbanking.fields import MoneyField, WordingField
from openbanking.models.base import BaseModel
from openbanking.models.ids import new_id
from openbanking.models.manual_accounts import ManualAccount
from openbanking.models.tenancy import Tenant


class StatementImport(BaseModel):
    """One file that was imported. What it brought goes with it when it is taken back."""

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        OFX = "ofx", "OFX"
        CAMT_053 = "camt053", "camt.053"

    account = models.ForeignKey(
        ManualAccount,
        on_delete=models.CASCADE,
        related_name="statement_imports",
        help_text="The account it was imported for.",
    )
    format = models.CharField(max_length=10, choices=Format.choices, help_text="What it was in.")
    begins_on = models.DateField(help_text="Day of its first row.")
    ends_on = models.DateField(help_text="Day of its last row.")
    rows = models.PositiveIntegerField(help_text="Booked rows in it.")
    added = models.PositiveIntegerField(help_text="Rows that were new.")
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="Who imported it; empty for the command line.",
    )

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_format_display()} of {self.begins_on} to {self.ends_on}"

    @property
    def tenant(self) -> Tenant:
        return self.account.tenant


class StatementEntry(models.Model):
    """One booked row of a statement. Overlapping files bring it once."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, help_text="Our own stable identifier."
    )
    account = models.ForeignKey(
        ManualAccount,
        on_delete=models.CASCADE,
        related_name="entries",
        help_text="The account it was booked on.",
    )
    brought_by = models.ForeignKey(
        StatementImport,
        on_delete=models.CASCADE,
        related_name="entries",
        help_text="The file it came in first.",
    )
    fingerprint = models.CharField(
        max_length=64, editable=False, help_text="Digest of what it is recognised by."
    )
    occurrence = models.PositiveIntegerField(
        default=1, help_text="Which one it is of the equal rows of its day, from 1."
    )
    reference = models.CharField(
        max_length=255, blank=True, help_text="The bank's own reference, where it gives one."
    )
    booked_on = models.DateField(help_text="When it was posted to the account.")
    value_on = models.DateField(null=True, help_text="Value date.")
    amount = MoneyField(help_text="Signed, in the account's currency.")
    wording = WordingField(help_text="The bank's own label.")
    counterparty = WordingField(help_text="The other side.")

    class Meta:
        ordering = ["-booked_on", "-id"]
        verbose_name_plural = "statement entries"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "fingerprint", "occurrence"], name="entry_once_per_account"
            )
        ]
        indexes = [models.Index(fields=["account", "booked_on", "id"], name="entry_oldest_first")]

    def __str__(self) -> str:
        return f"Entry of {self.booked_on}"
