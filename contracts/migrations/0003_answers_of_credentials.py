"""Remember with which credential a command was sent."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0002_sealed_answers")]

    operations = [
        migrations.AddField(
            "rememberedanswer",
            "credential",
            models.CharField(
                default="",
                help_text="With what: each credential opens something else.",
                max_length=100,
            ),
        ),
        migrations.RemoveConstraint("rememberedanswer", "answer_once_per_idempotency_key"),
        migrations.AddConstraint(
            "rememberedanswer",
            models.UniqueConstraint(
                fields=["caller", "credential", "operation", "key"],
                name="answer_once_per_idempotency_key",
            ),
        ),
    ]
