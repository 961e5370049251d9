"""Say what is kept of an answer."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]

    operations = [
        migrations.AlterField(
            "rememberedanswer",
            "answer",
            models.TextField(blank=True, help_text="The answer: JSON, as the project seals it."),
        ),
        migrations.AlterField(
            "rememberedanswer",
            "digest",
            models.CharField(help_text="Keyed hash of the input it came with.", max_length=64),
        ),
    ]
