"""Encrypt overviews as they were made."""

from __future__ import annotations

from django.db import migrations, models

from openbanking.fields.encrypted import EncryptedTextField

COLUMNS = {"document": "plain_document", "summary": "plain_summary"}


def encrypt(apps, schema_editor):
    """Carry what was in the clear over, one by one: each is long."""
    rows = apps.get_model("openbanking", "Overview")._base_manager
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        row = rows.get(pk=pk)
        values = {}
        for name, plain in COLUMNS.items():
            setattr(row, name, getattr(row, plain))
            values[name] = row._meta.get_field(name).pre_save(row, False)
        rows.filter(pk=pk).update(**values, **dict.fromkeys(COLUMNS.values(), ""))


def decrypt(apps, schema_editor):
    """Bring back what was in the clear."""
    rows = apps.get_model("openbanking", "Overview")._base_manager
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        row = rows.get(pk=pk)
        rows.filter(pk=pk).update(**{plain: getattr(row, name) for name, plain in COLUMNS.items()})


class Migration(migrations.Migration):
    dependencies = [("openbanking", "0024_scoped_tokens")]

    operations = [
        migrations.RenameField("overview", "document", "plain_document"),
        migrations.RenameField("overview", "summary", "plain_summary"),
        migrations.AlterField("overview", "plain_document", models.TextField(default="")),
        migrations.AlterField("overview", "plain_summary", models.TextField(default="")),
        migrations.AddField(
            "overview",
            "document",
            EncryptedTextField(
                blank=True,
                default=b"",
                help_text="The overview as JSON, with exact amounts.",
                tenant="tenant_id",
            ),
        ),
        migrations.AddField(
            "overview",
            "summary",
            EncryptedTextField(
                blank=True,
                default=b"",
                help_text="The overview as Markdown, for people.",
                tenant="tenant_id",
            ),
        ),
        migrations.RunPython(encrypt, decrypt),
        migrations.RemoveField("overview", "plain_document"),
        migrations.RemoveField("overview", "plain_summary"),
    ]
