"""Whose accounts are, as banks say: personal, so nothing but what is asked for shows it."""

from __future__ import annotations

from django.db import models

from openbanking.fields import BlindIndexField, EncryptedTextField
from openbanking.models.accounts import Account
from openbanking.models.base import BaseModel
from openbanking.models.tenancy import Tenant


class AccountOwner(BaseModel):
    """Somebody with a part in an account. Not kept once the bank lists them no more."""

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="owners",
        help_text="The family the account belongs to.",
        verbose_name="family",
    )
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="owners", help_text="The account."
    )
    role = models.CharField(
        max_length=40, help_text="Holder, co_holder, attorney, legal_guardian…; an open list."
    )
    name = EncryptedTextField(help_text="Full name.")
    name_index = BlindIndexField(of="name", help_text="What the name is told from others by.")
    is_member = models.BooleanField(
        null=True, help_text="Whether it is the member the bank was connected by, where Powens says."
    )
    multiple_holders = models.BooleanField(
        null=True, help_text="Whether the account has several holders, where Powens says."
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "role", "name_index"], name="owner_once_per_role")
        ]
        indexes = [models.Index(fields=["tenant", "id"], name="owner_by_tenant")]

    def __str__(self) -> str:
        return f"{self.role} of {self.account_id}"
