"""Our side of Powens' users: which application they belong to and the token that reads them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openbanking.fields import SecretField
from openbanking.models.base import BaseModel
from openbanking.models.tenancy import Tenant


class PowensApplication(BaseModel):
    """A tenant's own Powens domain and credentials; without one the settings' apply."""

    tenant = models.OneToOneField(
        Tenant,
        on_delete=models.CASCADE,
        related_name="powens_application",
        help_text="The family that brings it.",
        verbose_name="family",
    )
    base_url = models.CharField(
        max_length=200, help_text="Like https://name.biapi.pro/2.0, always HTTPS."
    )
    client_id = models.CharField(max_length=200, help_text="Client id from the Powens console.")
    client_secret = SecretField(help_text="Client secret from the Powens console, encrypted.")

    webhook_secret = SecretField(
        null=True, help_text="Secret its webhooks are signed with, encrypted; empty if there are none."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(base_url__startswith="https://"), name="powens_application_over_https"
            )
        ]

    def __str__(self) -> str:
        return f"Powens of {self.tenant}"


class PowensUser(BaseModel):
    """One user at Powens: belongs to a member of a tenant and owns connections to banks."""

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="powens_users",
        help_text="The family whose accounts it reads.",
        verbose_name="family",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="powens_users",
        help_text="The member whose banks these are.",
    )
    application = models.ForeignKey(
        PowensApplication,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="powens_users",
        help_text="Empty: the application of the settings.",
    )
    external_id = models.CharField(max_length=40, help_text="The user's id at Powens.")
    token = SecretField(null=True, help_text="Permanent token of the user, encrypted.")
    rejected_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When Powens last refused the token; linking the user again clears it.",
    )
    unlinked_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When it was unlinked and its token revoked; it is not read any more.",
    )
    newest_compared_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When its newest transactions were last compared with ours, row by row.",
    )
    listed_digest = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="Digest of Powens' list of connections and accounts that was written last, in whole.",
    )
    changes_digest = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="Digest of the transactions that were last said to have changed, and are written.",
    )

    class Meta:
        ordering = ["tenant", "external_id"]
        verbose_name = "Powens user"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "external_id"], name="powens_user_once_per_application"
            ),
            # NULL is distinct from NULL in a unique constraint, so the default application
            # needs one of its own.
            models.UniqueConstraint(
                fields=["external_id"],
                condition=Q(application__isnull=True),
                name="powens_user_once_in_default_application",
            ),
        ]

    def __str__(self) -> str:
        return f"Powens user {self.external_id} of {self.tenant}"
