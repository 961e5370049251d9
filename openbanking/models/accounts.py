"""Accounts under our own stable id; Powens' id is an attribute that may change."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.db import models
from django.db.models import F, Q

from openbanking.fields import BlindIndexField, EncryptedTextField, MoneyField
from openbanking.models.base import BaseModel
from openbanking.models.connections import Connection
from openbanking.models.ibans import bare, matching_iban, tail
from openbanking.models.tenancy import Tenant


class AccountQuerySet(models.QuerySet["Account"]):
    def live(self) -> AccountQuerySet:
        """Return the accounts that count: enabled, and still known to the bank and to Powens."""
        return self.present().filter(disabled_at__isnull=True)

    def waiting(self) -> AccountQuerySet:
        """Return those a bank offers that nobody has enabled, or somebody has disabled."""
        return self.present().filter(disabled_at__isnull=False)

    def gone(self) -> AccountQuerySet:
        """Return those the bank or Powens lists no more."""
        return self.filter(Q(deleted_at__isnull=False) | Q(vanished_at__isnull=False))

    def present(self) -> AccountQuerySet:
        """Return those the bank and Powens list, enabled or not."""
        return self.filter(deleted_at__isnull=True, vanished_at__isnull=True)

    def not_merged_away(self) -> AccountQuerySet:
        """Return those that are more than what a merge with another left behind."""
        return self.exclude(merged_into__decision="merged")


class Account(BaseModel):
    """One account at a bank. Mirrored from Powens; only the sync writes it."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        DISABLED = "disabled", "Disabled"
        DELETED = "deleted", "Deleted at the bank"
        VANISHED = "vanished", "No longer at Powens"

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="accounts",
        help_text="The family it belongs to.",
        verbose_name="family",
    )
    connection = models.ForeignKey(
        Connection,
        on_delete=models.CASCADE,
        related_name="accounts",
        help_text="The link to the bank it is read through.",
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        related_name="children",
        help_text="The account a card is settled from.",
    )
    external_id = models.CharField(max_length=40, help_text="The account's id at Powens today.")
    former_external_ids = models.JSONField(
        default=list,
        editable=False,
        help_text="Its earlier ids at Powens; one still listed as deleted is no other account.",
    )

    name = models.CharField(max_length=255, help_text="Name shown to people.")
    original_name = models.CharField(max_length=255, blank=True, help_text="The bank's own name.")
    type = models.CharField(max_length=40, help_text="Powens' account type, an open list.")
    iban = EncryptedTextField(help_text="IBAN, where the bank gives one.")
    iban_index = BlindIndexField(
        of="iban", normal=bare, db_index=True, help_text="What the whole IBAN is found by."
    )
    iban_tail = BlindIndexField(
        of="iban", normal=tail, db_index=True, help_text="What its last four characters are found by."
    )
    # Empty for an IBAN that says nothing about whose account it is.
    matching_iban = BlindIndexField(
        of="iban", normal=matching_iban, help_text="What accounts are compared by."
    )
    bic = models.CharField(max_length=11, blank=True, help_text="BIC of the bank.")
    number = EncryptedTextField(help_text="The bank's account number.")
    currency = models.CharField(max_length=12, help_text="ISO 4217 code, or a crypto ticker.")
    currency_assumed = models.BooleanField(
        default=False, help_text="Powens named no currency; this one is a guess."
    )
    usage = models.CharField(max_length=10, blank=True, help_text="Private or professional.")
    ownership = models.CharField(max_length=20, blank=True, help_text="Owner, co-owner, attorney.")
    company_name = models.CharField(
        max_length=255, blank=True, help_text="Employer, for employee savings."
    )
    opened_on = models.DateField(null=True, help_text="Opening date.")
    bookmarked = models.BooleanField(default=False, help_text="Marked as a favourite at Powens.")
    display = models.BooleanField(default=True, help_text="Counted in aggregates at Powens.")
    coming = MoneyField(null=True, help_text="Sum of operations known but not yet booked, signed.")
    valuation = MoneyField(null=True, help_text="Value of the holdings, for investments.")
    gain = MoneyField(null=True, help_text="Unrealised gain or loss, for investments.")

    error = models.CharField(
        max_length=60, blank=True, help_text="Powens' word for this account's own trouble."
    )
    bank_updated_at = models.DateTimeField(
        null=True, help_text="Last time Powens updated this account from the bank."
    )
    balance_missing_since = models.DateTimeField(
        null=True, help_text="Since when Powens gives no balance; the last good one is kept."
    )
    quarantined_since = models.DateTimeField(
        null=True, help_text="Since when a reading is in quarantine; the last good one is served."
    )
    opening_balance = MoneyField(
        null=True,
        help_text="What it opened with: the balance less all booked transactions, when last in sync.",
    )
    history_read_at = models.DateTimeField(
        null=True, help_text="When its whole history was last read, to the day."
    )
    history_kept_to = models.DateTimeField(
        null=True,
        help_text="Up to when there are rows from before Powens listed it anew; they stay.",
    )
    owners_read_at = models.DateTimeField(
        null=True, editable=False, help_text="When Powens was last asked whose it is."
    )
    disabled_at = models.DateTimeField(null=True, help_text="Not enabled for sync at Powens.")
    deleted_at = models.DateTimeField(null=True, help_text="No longer listed by the bank.")
    vanished_at = models.DateTimeField(null=True, help_text="No longer listed by Powens.")

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "external_id"], name="account_once_per_connection"
            ),
            models.CheckConstraint(condition=~Q(currency=""), name="account_has_currency"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="account_not_own_parent"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "id"], name="account_by_tenant")]

    def __str__(self) -> str:
        return self.name

    @property
    def status(self) -> Status:
        """Say whether the account counts."""
        return status_of(self)

    @property
    def gone_since(self) -> datetime | None:
        """Return since when Powens or the bank lists it no more; None while both do."""
        return self.vanished_at or self.deleted_at

    @property
    def masked_number(self) -> str:
        """Return the account number with all but its last four characters hidden."""
        return masked_number(self.number)


class Ending(Protocol):
    """An account with the instants that may have ended it, named as its columns."""

    @property
    def disabled_at(self) -> datetime | None: ...
    @property
    def deleted_at(self) -> datetime | None: ...
    @property
    def vanished_at(self) -> datetime | None: ...


def status_of(account: Ending) -> Account.Status:
    """Say whether an account counts, the strongest reason against it first."""
    if account.deleted_at:
        return Account.Status.DELETED
    if account.vanished_at:
        return Account.Status.VANISHED
    return Account.Status.DISABLED if account.disabled_at else Account.Status.ACTIVE


def masked_number(number: str) -> str:
    """Return an account number without spaces, all but its last four characters hidden."""
    bare = "".join(number.split())
    return "*" * len(bare) if len(bare) <= 4 else f"{'*' * (len(bare) - 4)}{bare[-4:]}"
