"""Give every tenant a data key of its own, and the service one for what encrypted text is found by."""

from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import openbanking.fields.secret
import openbanking.models.ids
from openbanking.models.keyring import fresh_key


def make_keys(apps, schema_editor):
    """Make a key for each tenant there is, and that of the service."""
    Tenant, TenantKey, ServiceKey = (
        apps.get_model("openbanking", name) for name in ("Tenant", "TenantKey", "ServiceKey")
    )
    for tenant in Tenant.objects.order_by("pk").iterator():
        TenantKey.objects.create(tenant=tenant, wrapped=fresh_key())
    ServiceKey.objects.create(purpose="index", wrapped=fresh_key())


class Migration(migrations.Migration):
    dependencies = [("openbanking", "0019_newest_compared_at")]

    operations = [
        migrations.CreateModel(
            name="ServiceKey",
            fields=[
                (
                    "purpose",
                    models.CharField(
                        help_text="What it is for.", max_length=20, primary_key=True, serialize=False
                    ),
                ),
                (
                    "wrapped",
                    openbanking.fields.secret.SecretField(
                        editable=False, help_text="The key, encrypted with FIELD_ENCRYPTION_KEYS."
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, help_text="When it was made."),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TenantKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=openbanking.models.ids.new_id,
                        editable=False,
                        help_text="Our own stable identifier.",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        help_text="When we first recorded it.",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        help_text="When our record of it last changed.",
                    ),
                ),
                (
                    "wrapped",
                    openbanking.fields.secret.SecretField(
                        editable=False, help_text="The key, encrypted with FIELD_ENCRYPTION_KEYS."
                    ),
                ),
                (
                    "retired_at",
                    models.DateTimeField(
                        help_text="Since when nothing is encrypted with it; empty for the one in use.",
                        null=True,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        help_text="The family whose data it encrypts.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="openbanking.tenant",
                        verbose_name="family",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=("tenant",),
                        name="tenant_key_one_in_use",
                    )
                ],
            },
        ),
        migrations.RunPython(make_keys, migrations.RunPython.noop),
    ]
