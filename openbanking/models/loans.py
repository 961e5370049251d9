"""The terms of a loan, where the account is one, and how it is paid back."""

from __future__ import annotations

from django.db import models

from openbanking.fields import MoneyField
from openbanking.models.accounts import Account
from openbanking.models.base import BaseModel


class Loan(models.Model):
    """What Powens reports of a loan; every figure may be missing (Powens, Bank accounts page)."""

    account = models.OneToOneField(
        Account,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="loan",
        help_text="The loan's account.",
    )
    type = models.CharField(max_length=40, blank=True, help_text="Mortgage, consumer credit…")
    total_amount = MoneyField(null=True, help_text="Amount borrowed.")
    available_amount = MoneyField(null=True, help_text="Amount that can still be drawn.")
    used_amount = MoneyField(null=True, help_text="Amount drawn.")
    rate = MoneyField(null=True, help_text="Interest rate as Powens gives it.")
    duration = models.IntegerField(null=True, help_text="Months.")
    subscribed_on = models.DateField(null=True, help_text="Date of signature.")
    matures_on = models.DateField(null=True, help_text="Date of the last payment.")
    repayment_starts_on = models.DateField(null=True, help_text="Date of the first repayment.")
    deferred = models.BooleanField(null=True, help_text="Whether repayment is deferred.")
    next_payment_amount = MoneyField(null=True, help_text="Amount of the next payment.")
    next_payment_on = models.DateField(null=True, help_text="Date of the next payment.")
    last_payment_amount = MoneyField(null=True, help_text="Amount of the last payment.")
    last_payment_on = models.DateField(null=True, help_text="Date of the last payment made.")
    payments_left = models.IntegerField(null=True, help_text="Number of payments left.")
    payments_done = models.IntegerField(null=True, help_text="Number of payments made.")
    payments_total = models.IntegerField(null=True, help_text="Number of payments in all.")
    account_label = models.CharField(max_length=255, blank=True, help_text="Account debited.")
    insurance_label = models.CharField(max_length=255, blank=True, help_text="Insurance.")
    insurance_amount = MoneyField(null=True, help_text="Price of the insurance.")
    insurance_rate = MoneyField(null=True, help_text="RateScope of the loan insured, from 0 to 1.")

    def __str__(self) -> str:
        return f"Loan {self.account_id}"


class LoanPaymentQuerySet(models.QuerySet["LoanPayment"]):
    def live(self) -> LoanPaymentQuerySet:
        """Return the payments that are in the schedule now."""
        return self.filter(deleted_on__isnull=True)


class LoanPayment(BaseModel):
    """One payment of a loan's schedule (Powens, Loan amortizations page); it has no id at Powens."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="loan_payments", help_text="The loan's account."
    )
    due_on = models.DateField(null=True, help_text="The day it is due.")
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Which of several that are due on the same day."
    )
    principal = MoneyField(null=True, help_text="Part that pays the loan back.")
    interest = MoneyField(null=True, help_text="Part that is interest.")
    insurance = MoneyField(null=True, help_text="Part that is insurance.")
    total = MoneyField(null=True, help_text="All that is paid.")
    remaining = MoneyField(null=True, help_text="What is owed after it.")
    currency = models.CharField(max_length=12, help_text="ISO 4217 code.")
    period = models.CharField(max_length=40, blank=True, help_text="The period it is for.")
    calculated = models.JSONField(
        default=list, help_text="Powens' names of the figures that it computed itself."
    )
    deleted_on = models.DateField(null=True, help_text="Since when it is in the schedule no more.")
    as_of = models.DateTimeField(
        help_text="When it was last updated at Powens; when we learned it where Powens gives no time."
    )

    objects = LoanPaymentQuerySet.as_manager()

    class Meta:
        ordering = ["account", "due_on", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "due_on", "position"], name="loan_payment_once_per_day"
            )
        ]

    def __str__(self) -> str:
        return f"Payment {self.due_on or 'without a day'} of {self.account_id}"
