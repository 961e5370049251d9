"""The terms of a loan, where the account is one."""

from __future__ import annotations

from django.db import models

from openbanking.fields import MoneyField
from openbanking.models.accounts import Account


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
