"""The audit as a chain: records that cannot be changed unseen, and where they begin and end."""

from __future__ import annotations

from django.conf import settings
from django.db import models

NO_HASH = "0" * 64  # what stands before the first record


class AuditRecord(models.Model):
    """One link of the chain: who did what, when, from where. Holds ids, no name and no amount.

    What was done several times within a batch is one record. Records are written by
    openbanking/trail alone, and changed by nobody: an erasure empties one and leaves its hash.
    """

    sequence = models.BigAutoField(
        primary_key=True, help_text="Its place in the chain, without gaps; given by the chain."
    )
    first_at = models.DateTimeField(help_text="When it was done, or first done.")
    last_at = models.DateTimeField(help_text="When it was last done.")
    count = models.PositiveIntegerField(help_text="How often, from the first time to the last.")
    # Outlives the person, whose id alone is left then.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
        help_text="Who it was; empty for whoever has the command line of the service.",
    )
    token = models.CharField(
        max_length=16, blank=True, help_text="First characters of the token; empty for a session."
    )
    channel = models.CharField(max_length=10, help_text="REST, agent tool, command, admin or page.")
    address = models.CharField(
        max_length=45, blank=True, help_text="The internet address it came from, where there was one."
    )
    operation = models.CharField(
        max_length=200, help_text="Key of the operation, or what was done in the admin."
    )
    version = models.CharField(
        max_length=40, blank=True, help_text="Version of the operation, or of the service."
    )
    tenant = models.CharField(
        max_length=36, blank=True, help_text="The family it was about; empty for none or several."
    )
    account = models.CharField(max_length=36, blank=True, help_text="The account it was about, if any.")
    about = models.CharField(
        max_length=200,
        blank=True,
        help_text="The row it was about, by its kind and id; or what was done.",
    )
    salt = models.CharField(
        max_length=32, blank=True, help_text="Random: keeps what was erased from being guessed."
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 of all of the above but the sequence.")
    previous = models.CharField(max_length=64, help_text="The hash of the record before.")
    hash = models.CharField(max_length=64, help_text="SHA-256 of sequence, digest and previous hash.")
    erased_by = models.BigIntegerField(
        null=True, help_text="The record of the erasure that emptied this one."
    )

    class Meta:
        ordering = ["-sequence"]
        indexes = [
            models.Index(fields=["tenant", "-sequence"], name="audit_record_by_tenant"),
            models.Index(
                fields=["erased_by"],
                name="audit_record_erased",
                condition=models.Q(erased_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.operation or 'erased'}"


class AuditChain(models.Model):
    """Where the chain begins and ends, signed: the one row that who writes a record waits for."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    pruned_sequence = models.BigIntegerField(default=0, help_text="The last record that was pruned.")
    pruned_hash = models.CharField(max_length=64, default=NO_HASH, help_text="Its hash.")
    last_sequence = models.BigIntegerField(default=0, help_text="The last record there is.")
    last_hash = models.CharField(max_length=64, default=NO_HASH, help_text="Its hash.")
    signature = models.CharField(
        max_length=64, blank=True, help_text="HMAC of both, under the first of FIELD_ENCRYPTION_KEYS."
    )
    verified_at = models.DateTimeField(null=True, help_text="When the whole of it was last found sound.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="audit_chain_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.pruned_sequence + 1} to {self.last_sequence}"
