"""Index words byte by byte, and leave out indexes that others make superfluous."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from openbanking.models import word_indexes


class Migration(migrations.Migration):
    dependencies = [("openbanking", "0029_wordings")]

    operations = [
        migrations.AlterField(
            "transaction",
            "account",
            models.ForeignKey(
                db_index=False,
                help_text="The account.",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="transactions",
                to="openbanking.account",
            ),
        ),
        migrations.AlterField(
            "balancereading",
            "account",
            models.ForeignKey(
                db_index=False,
                help_text="The account.",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="readings",
                to="openbanking.account",
            ),
        ),
        migrations.RunPython(word_indexes.create_anew, word_indexes.create),
    ]
