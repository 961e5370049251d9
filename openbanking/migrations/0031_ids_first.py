"""Find transactions by their ids at Powens with the index that keeps them unique, and make runs quicker."""

from __future__ import annotations

from django.db import migrations, models

from openbanking.models import word_indexes


class Migration(migrations.Migration):
    dependencies = [("openbanking", "0030_quicker_words")]

    operations = [
        migrations.RemoveConstraint("transaction", "transaction_once_per_account"),
        migrations.RemoveIndex("transaction", "transaction_by_external_id"),
        migrations.AddConstraint(
            "transaction",
            models.UniqueConstraint(
                fields=("external_id", "account"), name="transaction_once_per_account"
            ),
        ),
        migrations.RunPython(word_indexes.create, migrations.RunPython.noop),
    ]
