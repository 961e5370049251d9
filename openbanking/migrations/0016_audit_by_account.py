"""Find who read an account among all that was ever read."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("openbanking", "0015_open_alerts_by_family"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["account", "-last_at", "-id"], name="audit_entry_by_account"),
        ),
    ]
