"""Encrypt IBANs, account numbers and owners' names, and keep what they are found by."""

from __future__ import annotations

from django.db import migrations, models

import openbanking.fields.encrypted
import openbanking.models.ibans

BATCH = 500
COLUMNS = {
    "Account": {"iban": "plain_iban", "number": "plain_number"},
    "AccountOwner": {"name": "plain_name"},
}


def encrypt(apps, schema_editor):
    """Carry what was in the clear over, and leave none of it behind in rows."""
    for model, columns in COLUMNS.items():
        rows = apps.get_model("openbanking", model)._base_manager
        for row in _each(rows):
            for name, plain in columns.items():
                setattr(row, name, getattr(row, plain))
            fields = [each for each in row._meta.concrete_fields if _is_new(each, columns)]
            values = {each.name: each.pre_save(row, False) for each in fields}
            rows.filter(pk=row.pk).update(**values, **dict.fromkeys(columns.values(), ""))


def decrypt(apps, schema_editor):
    """Bring back what was in the clear."""
    for model, columns in COLUMNS.items():
        rows = apps.get_model("openbanking", model)._base_manager
        for row in _each(rows):
            plain = {old: getattr(row, name) for name, old in columns.items()}
            if model == "Account":
                plain["plain_tail"] = plain["plain_iban"][-4:]
            rows.filter(pk=row.pk).update(**plain)


def _each(rows):
    batch = list(rows.order_by("pk")[:BATCH])
    while batch:
        yield from batch
        batch = list(rows.order_by("pk").filter(pk__gt=batch[-1].pk)[:BATCH])


def _is_new(field, columns):
    return field.name in columns or getattr(field, "of", "") in columns


class Migration(migrations.Migration):
    dependencies = [("openbanking", "0021_stopped_runs")]

    operations = [
        migrations.RemoveConstraint(model_name="accountowner", name="owner_once_per_role"),
        migrations.RenameField("account", "iban", "plain_iban"),
        migrations.RenameField("account", "iban_tail", "plain_tail"),
        migrations.RenameField("account", "number", "plain_number"),
        migrations.RenameField("accountowner", "name", "plain_name"),
        # What has a default can be added to rows again where this is taken back.
        migrations.AlterField(
            "account", "plain_tail", models.CharField(blank=True, default="", max_length=4)
        ),
        migrations.AlterField(
            "account", "plain_iban", models.CharField(blank=True, default="", max_length=34)
        ),
        migrations.AlterField(
            "account", "plain_number", models.CharField(blank=True, default="", max_length=100)
        ),
        migrations.AlterField(
            "accountowner", "plain_name", models.CharField(default="", max_length=255)
        ),
        migrations.AddField(
            "account",
            "iban",
            openbanking.fields.encrypted.EncryptedTextField(
                blank=True,
                default=b"",
                help_text="IBAN, where the bank gives one.",
                tenant="tenant_id",
            ),
        ),
        migrations.AddField(
            "account",
            "iban_index",
            openbanking.fields.encrypted.BlindIndexField(
                blank=True,
                db_index=True,
                default=b"",
                help_text="What the whole IBAN is found by.",
                normal=openbanking.models.ibans.bare,
                of="iban",
            ),
        ),
        migrations.AddField(
            "account",
            "iban_tail",
            openbanking.fields.encrypted.BlindIndexField(
                blank=True,
                db_index=True,
                default=b"",
                help_text="What its last four characters are found by.",
                normal=openbanking.models.ibans.tail,
                of="iban",
            ),
        ),
        migrations.AddField(
            "account",
            "matching_iban",
            openbanking.fields.encrypted.BlindIndexField(
                blank=True,
                default=b"",
                help_text="What accounts are compared by.",
                normal=openbanking.models.ibans.matching_iban,
                of="iban",
            ),
        ),
        migrations.AddField(
            "account",
            "number",
            openbanking.fields.encrypted.EncryptedTextField(
                blank=True,
                default=b"",
                help_text="The bank's account number.",
                tenant="tenant_id",
            ),
        ),
        migrations.AddField(
            "accountowner",
            "name",
            openbanking.fields.encrypted.EncryptedTextField(
                blank=True, default=b"", help_text="Full name.", tenant="tenant_id"
            ),
        ),
        migrations.AddField(
            "accountowner",
            "name_index",
            openbanking.fields.encrypted.BlindIndexField(
                blank=True,
                default=b"",
                help_text="What the name is told from others by.",
                normal=openbanking.fields.encrypted.as_it_is,
                of="name",
            ),
        ),
        migrations.RunPython(encrypt, decrypt),
        migrations.RemoveField("account", "plain_iban"),
        migrations.RemoveField("account", "plain_tail"),
        migrations.RemoveField("account", "plain_number"),
        migrations.RemoveField("accountowner", "plain_name"),
        migrations.AddConstraint(
            model_name="accountowner",
            constraint=models.UniqueConstraint(
                fields=("account", "role", "name_index"), name="owner_once_per_role"
            ),
        ),
    ]
