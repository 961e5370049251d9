"""Keep what transactions are found by beside what they say."""

from __future__ import annotations

from django.db import migrations

import openbanking.fields

BATCH = 500


def fill(apps, schema_editor):
    """Fold the words of every row there is."""
    rows = apps.get_model("openbanking", "Transaction").objects.order_by("pk")
    columns = [rows.model._meta.get_field(name) for name in ("words", "own_words")]
    batch = list(rows[:BATCH])
    while batch:
        for row in batch:
            for column in columns:
                column.pre_save(row, False)
        rows.bulk_update(batch, ["words", "own_words"])
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:BATCH])


class Migration(migrations.Migration):
    dependencies = [("openbanking", "0007_long_histories")]

    operations = [
        migrations.AddField(
            model_name="transaction",
            name="own_words",
            field=openbanking.fields.FoldedField(of=("note",), help_text="What it is found by, of ours."),
        ),
        migrations.AddField(
            model_name="transaction",
            name="words",
            field=openbanking.fields.FoldedField(
                of=("original_wording", "simplified_wording", "wording", "comment", "counterparty_name"),
                help_text="What it is found by, from Powens.",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
