"""Transactions on accounts, soft-deleted when the bank takes them back."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from openbanking.fields import FoldedField, MoneyField, WordingField, folded_from
from openbanking.models.accounts import Account
from openbanking.models.base import BaseModel
from openbanking.models.natures import Nature
from openbanking.models.wordings import Wording

CORRECTED = Q(left_out=True) | ~Q(own_category="") | ~Q(own_nature="") | ~Q(note="")


class TransactionQuerySet(models.QuerySet["Transaction"]):
    def live(self) -> TransactionQuerySet:
        """Return the rows the bank counts: still known to it, with an amount."""
        return self.filter(deleted_at__isnull=True, amount__isnull=False)

    def shown(self) -> TransactionQuerySet:
        """Return the rows people are shown: those the bank counts, without what staff left out."""
        return self.live().filter(left_out=False)

    def corrected(self) -> TransactionQuerySet:
        """Return the rows somebody corrected by hand."""
        return self.filter(CORRECTED)

    def matching(self, text: str) -> TransactionQuerySet:
        """Return the rows with this text anywhere in a wording, the other side's name or a note.

        Neither case nor accents matter. By an index from `wordings.INDEXED` characters on, folded.
        """
        return self.filter(Wording.contains(text))


class Transaction(BaseModel):
    """One operation on an account, mirrored from Powens but for our corrections: no sync undoes them."""

    CORRECTIONS = ("left_out", "own_category", "own_nature", "note")

    class Status(models.TextChoices):
        PENDING = "pending", "Pending"
        BOOKED = "booked", "Booked"
        CANCELLED = "cancelled", "Cancelled"

    # Without an index of its own: three others begin with it.
    account = models.ForeignKey(
        Account,
        on_delete=models.CASCADE,
        related_name="transactions",
        db_index=False,
        help_text="The account.",
    )
    external_id = models.CharField(max_length=40, help_text="The transaction's id at Powens.")

    amount = MoneyField(
        null=True, help_text="Signed, in the account's currency; empty until the bank gives one."
    )
    date = models.DateTimeField(help_text="When the order was given; lists are sorted by it.")
    booked_on = models.DateTimeField(null=True, help_text="When it was posted to the account.")
    value_on = models.DateTimeField(null=True, help_text="Value date.")
    budgeted_on = models.DateField(null=True, help_text="Budgeting date, editable at Powens.")
    status = models.CharField(
        max_length=10,
        choices=Status.choices,
        default=Status.BOOKED,
        help_text="Pending until it is posted.",
    )
    type = models.CharField(max_length=40, help_text="Powens' transaction type, an open list.")

    original_wording = WordingField(help_text="The bank's own label.")
    simplified_wording = WordingField(help_text="The label made readable.")
    wording = WordingField(help_text="The label as edited at Powens.")
    comment = WordingField(help_text="A note made at Powens.")
    category = models.CharField(max_length=100, blank=True, help_text="Powens' category code.")
    parent_category = models.CharField(max_length=100, blank=True, help_text="The category above it.")
    counterparty_name = WordingField(help_text="The other side.")
    counterparty_account = WordingField(help_text="Account of the other side.")
    counterparty_scheme = models.CharField(
        max_length=40, blank=True, help_text="What kind of number that account is."
    )
    counterparty_role = models.CharField(max_length=20, blank=True, help_text="Creditor or debtor.")
    card = models.CharField(max_length=40, blank=True, help_text="Card used, masked by the bank.")

    gross_amount = MoneyField(null=True, help_text="Amount before commission.")
    original_amount = MoneyField(null=True, help_text="Amount in the original currency.")
    original_gross_amount = MoneyField(
        null=True, help_text="Amount in the original currency, before commission."
    )
    original_currency = models.CharField(max_length=12, blank=True, help_text="Currency abroad.")
    commission = MoneyField(null=True, help_text="Commission charged.")
    commission_currency = models.CharField(max_length=12, blank=True, help_text="Its currency.")
    series = models.CharField(max_length=40, blank=True, help_text="Recurring series at Powens.")
    budgeted = models.BooleanField(default=True, help_text="Counted in budgets at Powens.")

    first_seen_at = models.DateTimeField(null=True, help_text="First seen by Powens.")
    bank_updated_at = models.DateTimeField(null=True, help_text="Last changed at Powens.")
    deleted_at = models.DateTimeField(null=True, help_text="When the bank took it back.")

    left_out = models.BooleanField(
        default=False, help_text="Not shown and not summed up; the account's balance stays the bank's."
    )
    own_category = models.CharField(
        max_length=100, blank=True, help_text="Our category, in place of Powens'."
    )
    own_nature = models.CharField(
        max_length=10,
        choices=Nature.choices,
        blank=True,
        help_text="What it is to the account, where its wording and type say something else: it decides "
        "how net worth and returns are explained.",
    )
    note = WordingField(help_text="A note of ours, shown with the transaction.")

    # Two, so that a sync and somebody who writes a note never write each other's.
    words = FoldedField(
        of=("original_wording", "simplified_wording", "wording", "comment", "counterparty_name"),
        help_text="What it is found by, from Powens.",
    )
    own_words = FoldedField(of=("note",), help_text="What it is found by, of ours.")

    objects = TransactionQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-id"]
        constraints = [
            # The id first: staff look for what Powens named in a message, whoever's it is.
            models.UniqueConstraint(
                fields=["external_id", "account"], name="transaction_once_per_account"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "booked", "cancelled"]),
                name="transaction_status_known",
            ),
            models.CheckConstraint(
                condition=Q(own_nature__in=["", *Nature.values]), name="transaction_nature_known"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-date", "-id"], name="transaction_latest_first"),
            models.Index(fields=["-date", "-id"], name="transaction_newest"),
            models.Index(fields=["account", "-updated_at"], name="transaction_last_changed"),
            models.Index(fields=["account"], condition=CORRECTED, name="transaction_corrected"),
            # For staff, who look for an amount.
            models.Index(fields=["amount"], name="transaction_by_amount"),
        ]

    @property
    def is_corrected(self) -> bool:
        """Tell whether somebody corrected it by hand."""
        return bool(self.left_out or self.own_category or self.own_nature or self.note)

    def save_corrections(self, *, now: datetime) -> None:
        """Save the corrections only, so that a sync meanwhile loses nothing."""
        self.updated_at = now
        words = folded_from(Transaction, self.CORRECTIONS)
        self.save(update_fields=[*self.CORRECTIONS, *words, "updated_at"])

    def __str__(self) -> str:
        return f"{self.type} of {self.date:%Y-%m-%d}"
