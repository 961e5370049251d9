"""What a family owns or owes that no bank reports to us, kept by hand."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from openbanking.models.accounts import Account
from openbanking.models.base import BaseModel
from openbanking.models.kinds import Kind
from openbanking.models.tenancy import Tenant

CODE = RegexValidator(r"\A[A-Z0-9]{3,12}\Z", "Give a code in capitals, like EUR.")


class ManualAccountQuerySet(models.QuerySet["ManualAccount"]):
    def counted(self) -> ManualAccountQuerySet:
        """Return those that count by themselves, not as the older history of a connected account."""
        return self.filter(continued_by__isnull=True)


class ManualAccount(BaseModel):
    """A house, a painting, a stake, a debt, or an account that no connector reads."""

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="manual_accounts",
        help_text="The family it belongs to.",
        verbose_name="family",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="manual_accounts",
        help_text="The member it belongs to; empty where it belongs to all of the family.",
    )
    name = models.CharField(max_length=255, help_text="Name shown to people.")
    kind = models.CharField(max_length=20, choices=Kind.choices, help_text="What it is.")
    currency = models.CharField(
        max_length=12, validators=[CODE], help_text="ISO 4217 code, or a crypto ticker."
    )
    note = models.TextField(blank=True, help_text="For staff: where its papers are, who values it.")
    continued_by = models.OneToOneField(
        Account,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="older_history",
        help_text="The connected account whose older history its statements are. From then on it counts "
        "through that account, and no longer by itself.",
    )

    objects = ManualAccountQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="manual_account_kind_known"),
            models.CheckConstraint(condition=~Q(currency=""), name="manual_account_has_currency"),
        ]
        indexes = [models.Index(fields=["tenant", "id"], name="manual_account_by_tenant")]

    def __str__(self) -> str:
        return self.name
